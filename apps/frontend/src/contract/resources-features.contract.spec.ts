import { randomUUID } from 'node:crypto';
import { versions } from '@aro-rp/api';
import { type Harness, startHarness } from '../testing/harness.ts';
import { apiVersion, clusterBody, clusterId, clusterPath, listPath, refusal } from '../testing/requests.ts';
import { roleSetOf } from '../testing/role-sets.ts';

type Tags = Record<string, string>;
const anna = {
  createdBy: 'anna@example.com',
  createdByType: 'User',
  createdAt: '2026-01-02T03:04:05.678Z',
  lastModifiedBy: 'anna@example.com',
  lastModifiedByType: 'User',
  lastModifiedAt: '2026-01-02T03:04:05.678Z',
};
const app = {
  createdBy: 'the-app',
  createdByType: 'Application',
  createdAt: '2026-02-02T00:00:00Z',
  lastModifiedBy: 'the-app',
  lastModifiedByType: 'Application',
  lastModifiedAt: '2026-02-02T00:00:00Z',
};

const operators = [
  'aro-operator',
  'cloud-controller-manager',
  'cloud-network-config',
  'disk-csi-driver',
  'file-csi-driver',
  'image-registry',
  'ingress',
  'machine-api',
];

describe('what resources have', () => {
  let harness: Harness;
  const call = (...args: Parameters<Harness['arm']['call']>) => harness.arm.call(...args);
  const path = (subscription: string, version = apiVersion) => `${clusterId({ subscription })}?api-version=${version}`;
  const by = (systemData: unknown) => ({
    'x-ms-arm-resource-system-data': typeof systemData === 'string' ? systemData : JSON.stringify(systemData),
  });
  const create = async (headers: Record<string, string> = {}, changes: object = {}) => {
    const subscription = await harness.subscription();
    const body = { ...clusterBody({ subscription }), ...changes };
    return { subscription, reply: await call('PUT', clusterPath({ subscription }), { body, headers }) };
  };
  const ended = async (headers: Record<string, string> = {}) => {
    const { subscription } = await create(headers);
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    return subscription;
  };
  const patch = (subscription: string, tags: Tags, headers: Record<string, string> = {}) =>
    call('PATCH', clusterPath({ subscription }), { body: { tags }, headers });
  const systemData = async (subscription: string) => (await call('GET', clusterPath({ subscription }))).json.systemData;

  beforeAll(async () => {
    harness = await startHarness();
    await harness.database.roleSets.put(roleSetOf('4.16', operators));
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  describe('tags', () => {
    it.each<[string, Tags]>([
      ['as many as there may be', Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`tag${at}`, 'x']))],
      ['names and values as long as they may be', { ['k'.repeat(512)]: 'v'.repeat(256) }],
      ['an empty value, blanks and other letters', { Übung: '', 'a b': ' <>%&\\?/ ', AbC: 'aBc' }],
    ])('R190 are stored and given back as they came: %s', async (_name, tags) => {
      const { subscription, reply } = await create({}, { tags });

      expect([reply.status, reply.json.tags]).toEqual([201, tags]);
      expect((await call('GET', clusterPath({ subscription }))).json.tags).toEqual(tags);
    });

    it.each<[string, Tags, string]>([
      ['too many', Object.fromEntries(Array.from({ length: 51 }, (_, at) => [`tag${at}`, 'x'])), 'tags'],
      ['a name that is too long', { ['k'.repeat(513)]: 'v' }, `tags['${'k'.repeat(80)}']`],
      ['a value that is too long', { k: 'v'.repeat(257) }, "tags['k']"],
      ...[...'<>%&\\?/\u0007'].map((char): [string, Tags, string] => [
        `${JSON.stringify(char)} in a name`,
        { [`a${char}b`]: 'v' },
        `tags['a${'\\\u0007'.includes(char) ? '?' : char}b']`,
      ]),
    ])('R190 are refused: %s', async (_name, tags, target) => {
      const { subscription, reply } = await create({}, { tags });

      expect(refusal(reply)).toBe(`400 InvalidParameter ${target}`);
      expect((await call('GET', clusterPath({ subscription }))).status).toBe(404);
    });
  });

  describe('systemData', () => {
    it('R191 is what the header says, in PUT, GET and lists, in the versions that have it', async () => {
      const { subscription, reply } = await create(by(anna));
      const shown: Record<string, boolean> = {};
      for (const version of versions.keys()) {
        const one = (await call('GET', path(subscription, version))).json;
        const [item] = (await call('GET', listPath(subscription).replace(apiVersion, version))).json.value as object[];
        expect(item).toEqual(one);
        if (one.systemData !== undefined) expect(one.systemData).toEqual(anna);
        shown[version] = one.systemData !== undefined;
      }

      expect(reply.json.systemData).toEqual(anna);
      expect(shown).toEqual(
        Object.fromEntries([...versions.keys()].map((version) => [version, version >= '2021-09-01-preview'])),
      );
    });

    it('R191 cannot be set by a body', async () => {
      const { subscription, reply } = await create(by(anna), { systemData: app });

      expect(refusal(reply)).toMatch(/^400 PropertyChangeNotAllowed/);
      expect((await call('GET', clusterPath({ subscription }))).status).toBe(404);
    });

    it('R192 keeps who created, and tells who changed last', async () => {
      const subscription = await ended(by(anna));

      const changed = await patch(subscription, { a: 'b' }, by(app));

      const { createdBy, createdByType, createdAt } = anna;
      const { lastModifiedBy, lastModifiedByType, lastModifiedAt } = app;
      const both = { createdBy, createdByType, createdAt, lastModifiedBy, lastModifiedByType, lastModifiedAt };
      expect(changed.json.systemData).toEqual(both);
      await harness.end({ subscription }, { provisioningState: 'Succeeded' });
      expect(await systemData(subscription)).toEqual(both);
    });

    it('R192 R193 is not touched by what asks for nothing or is refused', async () => {
      const subscription = await ended(by(anna));

      expect((await patch(subscription, { environment: 'test' }, by(app))).status).toBe(200);
      await harness.end({ subscription }, { provisioningState: 'Succeeded' });
      expect(await systemData(subscription)).toEqual(anna);
      expect((await patch(subscription, { '<': 'b' }, by(app))).status).toBe(400);
      expect(await systemData(subscription)).toEqual(anna);
    });

    it('R193 is that of the request, when the operation fails, too', async () => {
      const subscription = await ended(by(anna));
      await patch(subscription, { a: 'b' }, by(app));

      await harness.end({ subscription }, { provisioningState: 'Failed', error: { code: 'X', message: 'x' } });

      expect(await systemData(subscription)).toMatchObject({
        createdBy: 'anna@example.com',
        lastModifiedBy: 'the-app',
      });
    });

    it.each([
      '',
      '{',
      '[]',
      'null',
      '7',
      '"x"',
      '{"createdBy":7}',
      '{"odd":"x"}',
      `{"createdBy":"${'x'.repeat(5_000)}"}`,
    ])('R194 is left out where the header is %j', async (header) => {
      const { reply } = await create(by(header));

      expect(reply.status).toBe(201);
      expect(reply.json).not.toHaveProperty('systemData');
    });

    it('R194 stays as it was when a change comes without a header, or with one that cannot be read', async () => {
      const subscription = await ended(by(anna));

      for (const headers of [{}, by('{')]) {
        await patch(subscription, { tag: randomUUID() }, headers);
        await harness.end({ subscription }, { provisioningState: 'Succeeded' });
        expect(await systemData(subscription)).toEqual(anna);
      }
    });

    it('R195 is never logged', async () => {
      const person = { ...anna, createdBy: 'berta@example.com', lastModifiedBy: 'berta@example.com' };
      const { subscription } = await create(by(person));
      await patch(subscription, { a: 'b' }, by(person));
      await create(by(`${JSON.stringify(person)}}`));
      await create({ ...by(person), 'x-ms-client-principal-name': person.createdBy }, { location: 'moon' });

      expect(harness.lines.length).toBeGreaterThan(4);
      expect(harness.lines.join('\n')).not.toMatch(/berta/i);
    });
  });

  describe('identities and keys', () => {
    const withIdentity = '2024-08-12-preview';
    const identity = (subscription: string, name: string) =>
      `/subscriptions/${subscription}/resourceGroups/ids/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

    it('R197 identity is refused by versions that do not have it', async () => {
      const { reply } = await create({}, { identity: { type: 'UserAssigned', userAssignedIdentities: {} } });

      expect(refusal(reply)).toBe('400 InvalidRequestContent identity');
    });

    it('R198 keys rotate in their disk encryption set: the set itself cannot be exchanged', async () => {
      const subscription = await harness.subscription();
      const set = (name: string) =>
        `/subscriptions/${subscription}/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/${name}`;
      const body = clusterBody({ subscription });
      const profile = (name: string) => ({ ...body.properties.masterProfile, diskEncryptionSetId: set(name) });
      const workers = body.properties.workerProfiles.map((one) => ({ ...one, diskEncryptionSetId: set('one') }));
      const properties = { ...body.properties, masterProfile: profile('one'), workerProfiles: workers };
      const created = await call('PUT', clusterPath({ subscription }), { body: { ...body, properties } });
      await harness.end({ subscription }, { provisioningState: 'Succeeded' });

      const reply = await call('PATCH', clusterPath({ subscription }), {
        body: { properties: { masterProfile: { diskEncryptionSetId: set('two') } } },
      });

      expect(created.status).toBe(201);
      expect(refusal(reply)).toBe('400 PropertyChangeNotAllowed properties.masterProfile.diskEncryptionSetId');
    });

    it('R197 ids of identities are given back, and only the service says who they are', async () => {
      const subscription = await harness.subscription();
      const { servicePrincipalProfile: _none, ...rest } = clusterBody({ subscription }).properties;
      const userAssignedIdentities = { [identity(subscription, 'Cluster')]: {} };
      const body = {
        ...clusterBody({ subscription }),
        identity: { type: 'UserAssigned', userAssignedIdentities },
        properties: {
          ...rest,
          platformWorkloadIdentityProfile: {
            platformWorkloadIdentities: Object.fromEntries(
              operators.map((name) => [name, { resourceId: identity(subscription, name) }]),
            ),
          },
        },
      };
      const claimed = { [identity(subscription, 'Cluster')]: { clientId: randomUUID() } };
      const claims = { ...body, identity: { ...body.identity, userAssignedIdentities: claimed } };

      const refused = await call('PUT', path(subscription, withIdentity), { body: claims });
      const reply = await call('PUT', path(subscription, withIdentity), { body });

      expect(refused.status).toBe(400);
      expect(reply.json).toMatchObject({ identity: { type: 'UserAssigned', userAssignedIdentities } });
      expect(reply.status).toBe(201);
      expect((await call('GET', path(subscription))).json).not.toHaveProperty('identity');
    });
  });
});
