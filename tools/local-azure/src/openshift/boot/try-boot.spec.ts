import { hours, systemClock } from '@aro-rp/time';
import { createHttpsCall } from '../network/https-call.ts';
import {
  type BootTest,
  type Broken,
  changeCustomData,
  configuration,
  encode,
  inner,
  openBootTest,
  osProfile,
  unmet,
} from '../testing/boot.ts';
import { findHardware } from './hardware.ts';
import { tryBoot } from './try-boot.ts';

jest.setTimeout(60_000);

/** Of the machines, and of what they fetch. */
const broken: Broken[] = [
  [
    'the machine has no custom data',
    /no config provided by user/,
    (world, _, infraId) => delete osProfile(world, `${infraId}-bootstrap`)['customData'],
  ],
  [
    'custom data is over 64 KB',
    /customData has \d+ bytes, more than 65536/,
    (world, _, infraId) => changeCustomData(world, `${infraId}-bootstrap`, (text) => text + ' '.repeat(65_536)),
  ],
  [
    'the pointer is of Ignition 2',
    /unsupported version '2.2.0'/,
    (world, _, infraId) =>
      changeCustomData(
        world,
        `${infraId}-bootstrap`,
        () => '{"ignition":{"version":"2.2.0","config":{"replace":{"source":"https://a/b"}}}}',
      ),
  ],
  [
    'the signature in the URL is not good',
    /GET result: 403/,
    (world, _, infraId) =>
      changeCustomData(world, `${infraId}-bootstrap`, (text) => text.replace(/sig=[^&"]{4}/, 'sig=AAAA')),
  ],
  [
    'the storage account does not let the subnet in',
    /GET result: 403/,
    (world, _, infraId) => {
      const subnet = world.find('/subnets/master');
      const elsewhere = subnet.id.replace('/master', '/elsewhere');
      world.add({ id: elsewhere, type: subnet.type, properties: subnet.properties });
      configuration(world, '-bootstrap-nic')['subnet'] = { id: elsewhere };
      // Another source, so that it is fetched again.
      changeCustomData(world, `${infraId}-bootstrap`, (text) => text.replace('?', '?timeout=30&'));
    },
  ],
  [
    'the image is not there',
    /no image to boot/,
    (world) => (inner(world.find('-bootstrap').properties, 'storageProfile', 'imageReference')['version'] = '1.0.0'),
  ],
  [
    'the size does not boot the generation of the image',
    /-master-1 of size Standard_D8s_v6 boots generation V2, its image is V1/,
    (world, _, infraId) => {
      const { properties } = world.find(`/virtualMachines/${infraId}-master-1`);
      inner(properties, 'storageProfile', 'imageReference')['sku'] = 'aro_420';
      inner(properties, 'hardwareProfile')['vmSize'] = 'Standard_D8s_v6';
    },
  ],
  ['a machine has no interface', /no network interface with an address/, (world) => world.drop('-master-2-nic')],
  [
    'a master is not there',
    /^bootkube: waits for .*-master-1 to run$/,
    (world, _, infraId) => world.drop(`/virtualMachines/${infraId}-master-1`),
  ],
  [
    'two masters are switched off',
    /^bootkube: waits for .*-master-0, .*-master-2 to run$/,
    (world, _, infraId) => {
      for (const number of [0, 2])
        world.find(`/virtualMachines/${infraId}-master-${number}`).properties['powerState'] = 'deallocated';
    },
  ],
  [
    'a master asks another server for its configuration',
    /asks https:\/\/api-int.other.example.com:22623\/config\/master/,
    (world, _, infraId) =>
      changeCustomData(world, `${infraId}-master-0`, (text) => text.replace('api-int.demo', 'api-int.other')),
  ],
  [
    'the ignition is of version 2',
    /unsupported version '2.4.0'/,
    (_, ignition) => void (ignition.config.ignition['version'] = '2.4.0'),
  ],
  [
    'a key is missing',
    /kube-apiserver-lb-server.key is missing/,
    (_, ignition) => ignition.remove('/kube-apiserver-lb-server.key'),
  ],
  [
    'the certificate that signs those of kubelets is missing',
    /kubelet-signer.crt is missing/,
    (_, ignition) => ignition.remove('/kubelet-signer.crt'),
  ],
  [
    'the credentials are wrong',
    /is refused: invalid_client AADSTS7000215/,
    (_, ignition) =>
      ignition.manifest('99_cloud-creds-secret.yaml', (object) => {
        inner(object, 'data')['azure_client_secret'] = encode('wrong');
      }),
  ],
];

describe('a bootstrap machine', () => {
  let test: BootTest;
  beforeAll(async () => void (test = await openBootTest()));
  afterAll(() => test?.[Symbol.asyncDispose]());

  it('comes up when everything is right, from the configuration that it fetches', async () => {
    const { world, azure } = test.site;
    const [hardware] = findHardware(world.view);
    if (!hardware) throw new Error('there is no hardware');
    using call = createHttpsCall(azure.certificates.authority);

    const result = await tryBoot(hardware, { world, call, clock: systemClock, signal: new AbortController().signal });

    expect(result).toMatchObject({
      kind: 'up',
      fetched: test.fetched,
      assets: { domain: 'demo.example.com', version: '4.20.3' },
    });
  });

  it.each(broken)('does not come up when %s', async (_, says, change) => {
    expect(await test.boot(change)).toMatchObject(unmet(says));
  });

  it('does not come up when its certificates are older than a day', async () => {
    const late = { ...systemClock, now: () => systemClock.now() + hours(25) };

    expect(await test.boot(() => undefined, late)).toMatchObject(unmet(/kubelet-signer.crt|has expired/));
  });
});
