import { randomUUID } from 'node:crypto';
import { versions } from '@aro-rp/api';
import { Secret } from '@aro-rp/telemetry';
import { type Harness, operationIdOf, startHarness } from '../testing/harness.ts';
import {
  apiVersion,
  clientSecret,
  clusterBody,
  clusterId,
  clusterPath,
  groupPath,
  listPath,
  operationPath,
  pullSecret,
  refusal,
} from '../testing/requests.ts';

const kubeadminPassword = 'aaaaa-bbbbb-ccccc-ddddd';
const kubeconfig = 'apiVersion: v1\nkind: Config\nusers: [{name: a-made-up-admin}]\n';
const actions = ['listCredentials', 'listAdminCredentials'] as const;

describe('POST', () => {
  let harness: Harness;
  const call = (...args: Parameters<Harness['arm']['call']>) => harness.arm.call(...args);
  const path = (subscription: string, action: string, version = apiVersion) =>
    `${clusterId({ subscription })}/${action}?api-version=${version}`;
  const installed = () =>
    harness.cluster({
      provisioningState: 'Succeeded',
      secrets: { kubeadminPassword: new Secret(kubeadminPassword), userAdminKubeconfig: new Secret(kubeconfig) },
    });

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('R120 R121 an action is 200 with what it shows, is not to be cached, and needs no content', async () => {
    const { subscription } = await installed();

    const user = await call('POST', path(subscription, 'listCredentials'));
    const admin = await call('POST', path(subscription, 'LISTADMINCREDENTIALS'), { body: {} });

    expect([user.status, user.json]).toEqual([200, { kubeadminUsername: 'kubeadmin', kubeadminPassword }]);
    expect([admin.status, admin.json]).toEqual([200, { kubeconfig: Buffer.from(kubeconfig).toString('base64') }]);
    for (const { headers } of [user, admin]) expect(headers['cache-control']).toBe('no-store');
  });

  it.each(actions)('R121 %s is 404 without a cluster, and 409 while there is nothing to show', async (action) => {
    const subscription = await harness.subscription();
    expect(refusal(await call('POST', path(subscription, action)))).toBe('404 ResourceNotFound');

    await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });
    expect(refusal(await call('POST', path(subscription, action)))).toBe('409 RequestNotAllowed');
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    expect(refusal(await call('POST', path(subscription, action)))).toBe('409 Conflict');
  });

  it('R120 an action is for versions that have it only, and for POST only', async () => {
    const { subscription } = await installed();

    for (const { version, actions: offered } of versions.values()) {
      for (const action of actions) {
        const reply = await call('POST', path(subscription, action, version));
        expect(refusal(reply)).toBe(offered.has(action) ? '200' : '400 InvalidResourceType');
      }
    }
    const get = await call('GET', path(subscription, 'listCredentials'));
    expect([refusal(get), get.headers.allow]).toEqual(['405 MethodNotAllowed', 'POST']);
    expect(refusal(await call('POST', path(subscription, 'listEverything')))).toBe('404 NotFound');
  });

  it('R069 R120 a content that is no JSON is 400', async () => {
    const { subscription } = await installed();

    expect(refusal(await call('POST', path(subscription, 'listCredentials'), { body: '{' }))).toBe(
      '400 InvalidRequestContent',
    );
  });

  it('R122 nothing but an action shows a secret: no answer, and no line of the log', async () => {
    const { subscription, operationId } = await installed();
    const place = { subscription };
    const body = { properties: { servicePrincipalProfile: { clientId: randomUUID(), clientSecret } } };
    const answers = [
      await call('GET', clusterPath(place)),
      await call('HEAD', clusterPath(place)),
      await call('GET', listPath(subscription)),
      await call('GET', groupPath(place)),
      await call('GET', operationPath(subscription, 'operationresults', operationId)),
      await call('GET', operationPath(subscription, 'operationsstatus', operationId)),
      await call('PATCH', clusterPath(place), { body }),
      await call('PUT', clusterPath(place), { body: clusterBody(place) }),
    ];
    await call('POST', path(subscription, 'listCredentials'));
    await call('POST', path(subscription, 'listAdminCredentials'));
    const fresh = { subscription: await harness.subscription() };
    const created = await call('PUT', clusterPath(fresh), { body: clusterBody(fresh) });
    const result = operationPath(fresh.subscription, 'operationresults', operationIdOf(created.headers.location));
    await harness.end(fresh, { provisioningState: 'Succeeded' });
    answers.push(created, await call('GET', result));

    expect(answers.map(({ status }) => status)).toEqual([200, 204, 200, 200, 200, 200, 200, 409, 201, 200]);
    for (const secret of [
      kubeadminPassword,
      'a-made-up-admin',
      clientSecret,
      JSON.parse(pullSecret).auths['registry.example'].auth as string,
    ]) {
      for (const { text } of answers) expect(text).not.toContain(secret);
      expect(harness.lines.join('\n')).not.toContain(secret);
      expect(harness.lines.join('\n')).not.toContain(Buffer.from(secret).toString('base64').replace(/=+$/, ''));
    }
  });

  it('R123 a list takes no POST', async () => {
    const { subscription } = await harness.cluster();

    for (const one of [listPath(subscription), groupPath({ subscription })]) {
      expect(refusal(await call('POST', one, { body: {} }))).toBe('405 MethodNotAllowed');
    }
  });
});
