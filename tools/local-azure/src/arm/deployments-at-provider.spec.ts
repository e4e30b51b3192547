import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { type Recorded, type Recorder, type Reply, type Silence, startRecorder } from './front-door/testing.ts';
import { type ArmUnderTest, startArm } from './testing.ts';
import { deploymentsOf, errorOf, innerError, nsg, root, vnet } from './testing-deployments.ts';

const namespace = 'Microsoft.RedHatOpenShift';
const type = `${namespace}/openShiftClusters`;
const cluster = (name: string, more: object = {}) => ({
  type,
  apiVersion: '2022-04-01',
  name,
  location: '[resourceGroup().location]',
  tags: { a: 'b' },
  properties: { secret: "[parameters('secret')]" },
  ...more,
});
const parameters = { secret: { type: 'secureString' } };
const given = { secret: { value: 'hunter2' } };

/** A provider that accepts clusters and is done with one after some looks. */
function startProvider() {
  let looks = 2;
  let end: object = { status: 'Succeeded' };
  const refusals = new Map<string, Reply[]>();
  const answer = ({ method, url, headers }: Recorded): Reply | Silence => {
    const [path = ''] = url.split('?');
    const kind = `${method} ${path.split('/').at(-1)}`;
    const refusal = refusals.get(kind)?.shift();
    if (refusal) return refusal;
    const origin = new URL(String(headers.referer ?? 'https://x')).origin;
    const status = `${origin}${root}/providers/${namespace}/locations/eastus/operationsstatus/1?api-version=2022-04-01`;
    if (kind === 'POST preflight') return { status: 200, body: { status: 'Succeeded' } };
    if (kind === 'POST listCredentials') return { status: 200, body: { kubeadminPassword: 'from-the-provider' } };
    if (path.includes('/operationsstatus/'))
      return { status: 200, headers: { 'retry-after': '1' }, body: looks-- > 0 ? { status: 'Creating' } : end };
    const body = { id: path, type, name: path.split('/').at(-1), properties: { consoleProfile: { url: 'https://c' } } };
    if (method !== 'PUT') return { status: 200, body };
    return { status: 201, headers: { 'azure-asyncoperation': status, 'retry-after': '1' }, body };
  };
  return {
    answer,
    endsWith: (document: object) => void (end = document),
    takes: (many: number) => void (looks = many),
    /** What the next requests of a kind, `PUT c1`, are answered. */
    refuses: (kind: string, ...replies: Reply[]) => void refusals.set(kind, replies),
  };
}

describe('a deployment of what stands behind the front door', () => {
  let folder: string;
  let clock: FakeClock;
  let under: ArmUnderTest;
  let recorder: Recorder;
  let provider: ReturnType<typeof startProvider>;

  const open = async () => {
    under = await startArm({ operationDuration: seconds(1) }, { clock, folder });
    under.arm.setFrontend(recorder.url);
  };
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'arm-'));
    clock = createFakeClock();
    under = await startArm({ operationDuration: seconds(1) }, { clock, folder });
    recorder = await startRecorder(under.context);
    provider = startProvider();
    recorder.reply(provider.answer);
    under.arm.setFrontend(recorder.url);
    await under.send('PUT', `${root}/resourceGroups/g`, { body: { location: 'eastus' } });
    await under.send('POST', `${root}/providers/${namespace}/register`);
    for (let state; state !== 'Registered'; await clock.advance(seconds(1)))
      state = (await under.send('GET', `${root}/providers/${namespace}`)).body['registrationState'];
    recorder.requests.length = 0;
  });
  afterEach(async () => {
    await recorder.close();
    await under.close();
    await rm(folder, { recursive: true, force: true });
  });

  const place = () => deploymentsOf(under, clock, 'g');
  const asked = (method: string, path: RegExp) =>
    recorder.requests.filter((one) => one.method === method && path.test(one.url));
  const puts = () => asked('PUT', /openShiftClusters/);

  it('puts it in its turn, as a client would, waits for its end, and knows what the provider shows and lists', async () => {
    await place().begin(
      'd',
      {
        parameters,
        resources: [
          vnet('net', '10.0.0.0/16'),
          cluster('c1', { dependsOn: ['net'] }),
          nsg('after', { tags: { console: "[reference('c1').consoleProfile.url]" }, dependsOn: ['c1'] }),
        ],
        outputs: {
          console: { type: 'string', value: "[reference('c1').consoleProfile.url]" },
          password: { type: 'string', value: `[listCredentials('c1', '2022-04-01').kubeadminPassword]` },
        },
      },
      given,
    );
    const ended = await place().settled('d');
    const shown = await under.send(
      'GET',
      `${root}/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/after?api-version=2023-11-01`,
    );
    const log = under.arm.requests({ path: /openShiftClusters\/c1$/, method: 'PUT' });

    expect(ended).toMatchObject({
      provisioningState: 'Succeeded',
      outputs: { console: { value: 'https://c' }, password: { value: 'from-the-provider' } },
    });
    expect(puts()).toHaveLength(1);
    expect(puts()[0]).toMatchObject({
      url: `${root}/resourceGroups/g/providers/${type}/c1?api-version=2022-04-01`,
      body: { location: 'eastus', tags: { a: 'b' }, properties: { secret: 'hunter2' } },
      headers: { 'x-ms-arm-resource-system-data': expect.stringContaining('createdBy') as string },
    });
    expect(shown.body['tags']).toEqual({ console: 'https://c' });
    expect(log).toMatchObject([{ effect: 'created', deployment: expect.stringMatching(/deployments\/d$/) as string }]);
    expect(asked('GET', /operationsstatus/).length).toBeGreaterThan(2);
  });

  it('asks the provider beforehand, and tells its refusal together with all others before anything is put', async () => {
    const error = { code: 'InvalidParameter', message: 'no such size', target: 'properties.masterProfile.vmSize' };
    const refusal = { status: 200, body: { status: 'Failed', error } };
    provider.refuses('POST preflight', refusal, refusal);
    const template = { parameters, resources: [nsg('elsewhere', { location: 'mars' }), cluster('c1')] };

    const refused = await place().begin('d', template, given);
    const validated = await under.send('POST', place().at('d', '/validate'), {
      body: {
        properties: {
          mode: 'Incremental',
          template: { $schema: 's', contentVersion: '1.0.0.0', ...template },
          parameters: given,
        },
      },
    });

    for (const answer of [refused, validated]) {
      expect(errorOf(answer).slice(0, 2)).toEqual([400, 'InvalidTemplateDeployment']);
      expect((answer.body['error'] as { details: object[] }).details).toMatchObject([
        { code: 'LocationNotAvailableForResourceType' },
        error,
      ]);
    }
    expect(asked('POST', /deployments\/d\/preflight/)[0]?.body).toMatchObject({
      resources: [
        { type, name: 'c1', apiVersion: '2022-04-01', location: 'eastus', properties: { secret: 'hunter2' } },
      ],
    });
    expect(puts()).toEqual([]);
  });

  it('goes its way when the provider gives no answer beforehand', async () => {
    provider.refuses('POST preflight', { status: 500, body: {} });
    await place().begin('d', { parameters, resources: [cluster('c1')] }, given);

    expect((await place().settled('d')).provisioningState).toBe('Succeeded');
  });

  it('fails with the words of a provider that refuses it, which show no secret', async () => {
    const error = { code: 'InvalidParameter', message: "'hunter2' is not allowed" };
    provider.refuses('PUT c1', { status: 400, body: { error } });
    await place().begin('d', { parameters, resources: [cluster('c1'), nsg('after', { dependsOn: ['c1'] })] }, given);
    const ended = await place().settled('d');

    expect(ended.provisioningState).toBe('Failed');
    expect(ended.error?.details).toMatchObject([{ code: 'BadRequest' }]);
    expect(innerError(ended)).toEqual({ code: 'InvalidParameter', message: "'***' is not allowed" });
    expect(under.arm.requests({ path: /networkSecurityGroups/ })).toEqual([]);
  });

  it('fails when the operation of the provider does', async () => {
    provider.endsWith({ status: 'Failed', error: { code: 'QuotaExceeded', message: 'too many cores' } });
    await place().begin('d', { parameters, resources: [cluster('c1')] }, given);

    expect(innerError(await place().settled('d'))).toMatchObject({
      code: 'ResourceDeploymentFailure',
      details: [{ code: 'QuotaExceeded', message: 'too many cores' }],
    });
  });

  it('tries again what may pass, and puts nothing twice that was accepted', async () => {
    provider.refuses('PUT c1', { status: 503, body: {} }, { status: 429, headers: { 'retry-after': '7' }, body: {} });
    provider.refuses('GET 1', { status: 500, body: {} }, { status: 502, body: {} });
    await place().begin('d', { parameters, resources: [cluster('c1')] }, given);

    expect((await place().settled('d')).provisioningState).toBe('Succeeded');
    expect(puts()).toHaveLength(3);
  });

  it('gives up on a provider that is never there, with its answer', async () => {
    const down = { status: 503, body: { error: { code: 'ServiceUnavailable', message: 'down' } } };
    provider.refuses('PUT c1', ...Array.from({ length: 20 }, () => down));
    await place().begin('d', { parameters, resources: [cluster('c1')] }, given);

    expect(innerError(await place().settled('d', seconds(15)))).toEqual({
      code: 'ServiceUnavailable',
      message: 'down',
    });
    expect(puts()).toHaveLength(10);
  });

  it('goes on after a restart with what the provider has accepted', async () => {
    provider.takes(8);
    await place().begin('d', { parameters, resources: [cluster('c1')] }, given);
    while (asked('GET', /operationsstatus/).length === 0)
      await place()
        .get('d')
        .then(() => clock.advance(seconds(1)));
    await under.arm.close();
    await open();

    expect((await place().settled('d')).provisioningState).toBe('Succeeded');
    expect(puts()).toHaveLength(1);
  });

  it('updates one that is there, and says that what-if cannot foretell it', async () => {
    const template = { parameters, resources: [cluster('c1')] };
    await place().begin('d', template, given);
    await place().settled('d');
    await place().begin('e', template, given);
    const again = await place().settled('e');
    const accepted = await under.send('POST', place().at('f', '/whatIf'), {
      body: {
        properties: {
          mode: 'Incremental',
          template: { $schema: 's', contentVersion: '1.0.0.0', ...template },
          parameters: given,
        },
      },
    });
    await clock.advance(seconds(2));
    const result = await under.send('GET', new URL(accepted.headers.get('location') ?? '').pathname);

    expect(again.provisioningState).toBe('Succeeded');
    expect(result.body).toMatchObject({
      properties: {
        changes: [{ changeType: 'Unsupported', unsupportedReason: expect.stringContaining(type) as string }],
      },
    });
    expect(puts()).toHaveLength(2);
  });
});
