import { type Harness, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterPath } from '../testing/requests.ts';

let harness: Harness;
beforeAll(async () => void (harness = await startHarness()));
afterAll(() => harness[Symbol.asyncDispose]());

async function create(version: string) {
  const subscription = await harness.subscription();
  const body = clusterBody({ subscription }) as { properties: { clusterProfile: object } };
  const { clusterProfile } = body.properties;
  const wanted = { ...body, properties: { ...body.properties, clusterProfile: { ...clusterProfile, version } } };
  return harness.arm.call('PUT', clusterPath({ subscription }), { body: wanted });
}

it('a cluster that names no version gets the default, and the answer says which', async () => {
  const { status, json: body } = await create('');

  expect(status).toBe(201);
  expect(body).toMatchObject({ properties: { clusterProfile: { version: '4.16.30' } } });
});

it('a cluster gets the version that it names', async () => {
  expect((await create('4.18.5')).json).toMatchObject({ properties: { clusterProfile: { version: '4.18.5' } } });
});

it.each(['4.17.1', '4.99.0'])(
  'the version %s, which is not offered, is refused with those that are',
  async (version) => {
    const { status, json: body } = await create(version);

    expect(status).toBe(400);
    expect(body).toMatchObject({
      error: {
        code: 'InvalidParameter',
        target: 'properties.clusterProfile.version',
        message: `The version '${version}' is not offered. Offered are: 4.16.30, 4.18.5.`,
      },
    });
  },
);
