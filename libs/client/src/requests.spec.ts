import { RedHatOpenShiftClient } from './index.ts';
import { clusterUrl, conversation, endpoint, group } from './testing/conversation.ts';

const wire = {
  id: 'an-id',
  name: 'one',
  location: 'westeurope',
  properties: { provisioningState: 'Succeeded', clusterProfile: { domain: 'one', newer: 1 }, newest: true },
  systemData: { createdAt: '2026-01-02T03:04:05.000Z' },
};

describe('a request', () => {
  it('carries a token for the endpoint, and the API version of the models', async () => {
    const { client, sent, scopes } = conversation([{ status: 200, body: wire }]);

    await client.openShiftClusters.get('group', 'one');

    expect(scopes).toEqual([[`${endpoint}/.default`]]);
    expect(sent).toEqual([
      {
        method: 'GET',
        url: `${clusterUrl}?api-version=${client.apiVersion}`,
        authorization: 'Bearer a-token',
        body: undefined,
      },
    ]);
  });

  it('asks for another API version where one is given', async () => {
    const { client, sent } = conversation([{ status: 200, body: wire }], { apiVersion: '2022-04-01' });

    await client.openShiftClusters.get('group', 'one');

    expect(sent[0]?.url).toBe(`${clusterUrl}?api-version=2022-04-01`);
  });

  it('has members where the document has them, and none that only the service may say', async () => {
    const { client, sent } = conversation([{ status: 200, body: wire }]);

    await client.openShiftClusters.beginCreateOrUpdate('group', 'one', {
      id: 'not sent',
      location: 'westeurope',
      provisioningState: 'Succeeded',
      workerProfiles: [{ name: 'worker', count: 3 }],
      workerProfilesStatus: [{ name: 'not sent' }],
    });

    expect(sent[0]).toMatchObject({ method: 'PUT' });
    expect(sent[0]?.body).toEqual({
      location: 'westeurope',
      properties: { provisioningState: 'Succeeded', workerProfiles: [{ name: 'worker', count: 3 }] },
    });
  });

  it('names each thing as one part of the path, whatever is in the name', async () => {
    const { client, sent } = conversation([{ status: 200, body: wire }]);

    await client.openShiftClusters.get('my group', '../x?y');

    expect(sent[0]?.url).toContain('/resourceGroups/my%20group/');
    expect(sent[0]?.url).toContain('/openShiftClusters/..%2Fx%3Fy?api-version=');
  });

  it('cannot be made for no subscription', () => {
    expect(() => new RedHatOpenShiftClient({ getToken: async () => null }, '')).toThrow('a subscription id is needed');
  });
});

describe('an answer', () => {
  it('has what is in properties beside the rest, dates as dates, and what a newer service adds', async () => {
    const { client } = conversation([{ status: 200, body: wire }]);

    const found = await client.openShiftClusters.get('group', 'one');

    expect(found).toMatchObject({
      name: 'one',
      provisioningState: 'Succeeded',
      clusterProfile: { domain: 'one', newer: 1 },
    });
    expect(found.systemData?.createdAt).toEqual(new Date('2026-01-02T03:04:05.000Z'));
  });

  it('that refuses is a RestError with status, code, message and details', async () => {
    const error = { code: 'InvalidRequestContent', message: 'Two are wrong.', details: [{ code: 'A', target: 'a.b' }] };
    const { client } = conversation([{ status: 400, body: { error } }]);

    await expect(client.openShiftClusters.get('group', 'one')).rejects.toMatchObject({
      name: 'RestError',
      statusCode: 400,
      code: 'InvalidRequestContent',
      message: 'Two are wrong.',
      details: { error },
    });
  });

  it('of an action is asked for with POST and without a body', async () => {
    const { client, sent } = conversation([{ status: 200, body: { kubeadminUsername: 'kubeadmin' } }]);

    expect(await client.openShiftClusters.listCredentials('group', 'one')).toMatchObject({
      kubeadminUsername: 'kubeadmin',
    });
    expect(sent[0]).toMatchObject({ method: 'POST', body: undefined });
    expect(sent[0]?.url.startsWith(`${group}/providers/`)).toBe(true);
  });
});
