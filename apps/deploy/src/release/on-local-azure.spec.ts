import { type Duration, days, seconds } from '@aro-rp/time';
import { openSecrets } from '../azure/secrets.ts';
import { createDeployments } from '../azure/deployments.ts';
import { type Blobs, groupId, type Region } from '../azure/index.ts';
import { createBlobs } from '../azure/blobs.ts';
import { vaultNames } from '../azure/ids.ts';
import { recordProgress } from '../testing/run-release.ts';
import { type DeployUnderTest, startDeployUnderTest } from '../testing/local-azure.ts';
import { containers, readRelease, readVersions } from './documents.ts';
import { holdLease } from './lease.ts';
import { releaseRegion } from './release-region.ts';
import { awaitSeen, openCertificates, rotateCertificate, rotateDataKey } from './rotation/index.ts';

jest.setTimeout(60_000);

const blobContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';
const secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7';
const certificatesOfficer = 'a4417e6f-fecd-4de8-b567-7b0420556985';

let under: DeployUnderTest;
beforeAll(async () => {
  under = await startDeployUnderTest();
  const { config } = under;
  const store = `Microsoft.Storage/storageAccounts/${config.storageName}`;
  await under.make(config.globalGroup, store, '2023-01-01', {
    ...{ location: config.location, kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} },
  });
  for (const container of Object.values(containers))
    await under.make(config.globalGroup, `${store}/blobServices/default/containers/${container}`, '2023-01-01', {});
  await under.assign(config.globalGroup, store, blobContributor);
  const vault = `Microsoft.KeyVault/vaults/${vaultNames(config).service}`;
  await under.make(config.group, vault, '2023-07-01', {
    location: config.location,
    properties: {
      tenantId: under.azure.endpoints.tenantId,
      sku: { family: 'A', name: 'standard' },
      accessPolicies: [],
      enableRbacAuthorization: true,
    },
  });
  await under.assign(config.group, vault, secretsOfficer);
  await under.assign(config.group, vault, certificatesOfficer);
});
afterAll(() => under?.[Symbol.asyncDispose]());

describe('the lease of a release', () => {
  let blobs: Blobs;
  beforeAll(() => {
    blobs = createBlobs(under.config, under.connection);
  });
  const place = (service: 'frontend' | 'backend' | 'mirror') => ({ location: 'eastus', service });
  const hold = async (service: string) => {
    const lease = await holdLease({ blobs, clock: under.clock }, containers.releases, `eastus/${service}`);
    return lease === 'taken' ? undefined : lease;
  };

  it('is one run’s at a time, and the next one’s when it is given back', async () => {
    const first = await hold('frontend');

    expect(await hold('frontend')).toBeUndefined();
    expect(await readRelease(blobs, place('frontend'))).toEqual({});
    await first?.giveBack();
    const second = await hold('frontend');
    expect(second).toBeDefined();
    await second?.giveBack();
  });

  it('ends a minute after its holder died, whose later writes then come to nothing', async () => {
    const lease = await blobs.lease(containers.releases, 'eastus/backend', 60);
    if (lease === 'taken') throw new Error('it is taken');
    await blobs.write(containers.releases, 'eastus/backend', { holder: 'the dead one' }, { leaseId: lease.id });
    under.clock.advance(seconds(61));

    const next = await hold('backend');
    expect(next).toBeDefined();

    await expect(blobs.write(containers.releases, 'eastus/backend', {}, { leaseId: lease.id })).rejects.toMatchObject({
      kind: 'lost',
    });
    await expect(lease.renew()).rejects.toMatchObject({ kind: 'lost' });
    expect(await readRelease(blobs, place('backend'))).toEqual({ holder: 'the dead one' });
    await next?.giveBack();
  });

  it('is known to be lost by its holder before anybody else can have it', async () => {
    const lease = await hold('mirror');
    under.clock.advance(seconds(46));

    expect(() => lease?.check()).toThrow('the lease could not be renewed in time');
    expect(await hold('mirror')).toBeUndefined();
  });

  it('what runs is written once by each of two that read the same', async () => {
    const current = { version: 'a', digest: 'sha256:a' };
    const document = { current, at: '', by: '' };
    await blobs.write(containers.versions, 'eastus/frontend.json', document, {});
    const seen = await readVersions(blobs, place('frontend'));
    expect(seen?.value).toEqual(document);

    const ifMatch = seen?.etag ?? '';
    await blobs.write(containers.versions, 'eastus/frontend.json', { ...document, by: 'one' }, { ifMatch });
    await expect(
      blobs.write(containers.versions, 'eastus/frontend.json', { ...document, by: 'other' }, { ifMatch }),
    ).rejects.toMatchObject({ kind: 'lost' });
    expect((await readVersions(blobs, place('frontend')))?.value.by).toBe('one');
    expect(await readVersions(blobs, place('mirror'))).toBeUndefined();
  });
});

describe('what only releases ask of a region', () => {
  const regionWith = (names: string[]) => {
    const { config, connection } = under;
    const list = () => Promise.resolve(names.map((name) => ({ name })));
    const deployments = createDeployments(config, connection);
    return {
      deployments,
      release: releaseRegion(config, connection, { deployments, scaleSets: { list } } as unknown as Region),
    };
  };
  const address = {
    $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
    contentVersion: '1.0.0.0',
    resources: [
      {
        ...{ type: 'Microsoft.Network/publicIPAddresses', apiVersion: '2023-11-01', name: 'slow' },
        ...{ location: 'eastus', sku: { name: 'Standard' }, properties: { publicIPAllocationMethod: 'Static' } },
      },
    ],
  };
  const stateOf = async (name: string) => {
    const { config, connection } = under;
    const path = `${groupId(config.subscriptionId, config.group)}/providers/Microsoft.Resources/deployments/${name}`;
    const found = await connection.arm.find(`${path}?api-version=2021-04-01`);
    return (found?.['properties'] as { provisioningState: string } | undefined)?.provisioningState;
  };

  it('a deployment that nobody waits for any more is ended, and one that has ended or never was is left alone', async () => {
    const { deployments, release } = regionWith([]);
    const target = { group: under.config.group };
    const leaving = new AbortController();
    const running = deployments.run(
      target,
      'slow',
      address,
      {},
      () => leaving.abort(new Error('left')),
      leaving.signal,
    );
    await expect(running).rejects.toThrow('left');
    expect(await stateOf('slow')).toBe('Running');

    await release.deployments.cancel(target, 'slow');
    await release.deployments.cancel(target, 'slow');
    await release.deployments.cancel(target, 'never');

    expect(await stateOf('slow')).toBe('Canceled');
    expect(await stateOf('never')).toBeUndefined();
  });

  it('autoscale of a service’s scale sets that are gone goes, and no other', async () => {
    const { config, connection } = under;
    const { release } = regionWith(['backend-2']);
    const settings = `${groupId(config.subscriptionId, config.group)}/providers/Microsoft.Insights/autoscaleSettings`;
    // One target has one setting, and any target will do here.
    const targets = ['backend-1', 'backend-2', 'mirror-1'];
    for (const name of targets) {
      await under.make(config.group, `Microsoft.Network/virtualNetworks/${name}`, '2023-11-01', {
        ...{ location: 'eastus', properties: { addressSpace: { addressPrefixes: ['10.0.0.0/24'] } } },
      });
      await under.make(config.group, `Microsoft.Insights/autoscaleSettings/${name}`, '2022-10-01', {
        location: 'eastus',
        properties: {
          targetResourceUri: `${groupId(config.subscriptionId, config.group)}/providers/Microsoft.Network/virtualNetworks/${name}`,
          profiles: [{ name, capacity: { minimum: '1', default: '1', maximum: '2' }, rules: [] }],
        },
      });
    }

    await release.scaleSets.dropAutoscale('backend');

    const left = await connection.arm.list(`${settings}?api-version=2022-10-01`);
    expect(left.map(({ name }) => name)).toEqual(['backend-2', 'mirror-1']);
  });
});

describe('rotating', () => {
  const signal = new AbortController().signal;
  /** Azure stays where it is: tokens would end. */
  const later = (by: Duration) => ({ ...under.clock, now: () => under.clock.now() + by });

  it('a data key is 32 random bytes, beside those before, when there is one that is old enough', async () => {
    const { config, connection, clock } = under;
    const secrets = await openSecrets(config, connection, vaultNames(config).service);
    await expect(rotateDataKey({ secrets, clock }, undefined)).rejects.toMatchObject({ kind: 'bad-input' });
    const first = await secrets.set('data-key', Buffer.alloc(32, 1).toString('base64'));

    expect(await rotateDataKey({ secrets, clock }, days(7))).toMatchObject({
      kind: 'unchanged',
      version: first.version,
    });
    const rotated = await rotateDataKey({ secrets, clock: later(days(8)) }, days(7));

    expect(rotated.kind).toBe('rotated');
    const versions = await secrets.versions('data-key');
    expect(new Map(versions.map(({ version, enabled }) => [version, enabled]))).toEqual(
      new Map([
        [first.version, true],
        [rotated.version, true],
      ]),
    );
    expect(Buffer.from((await secrets.get('data-key'))?.value ?? '', 'base64')).toHaveLength(32);
  });

  it('a certificate is issued anew by its own policy, when it is old enough', async () => {
    const { config, connection, clock } = under;
    const vault = await openCertificates(config, connection, vaultNames(config).service);
    const secrets = await openSecrets(config, connection, vaultNames(config).service);
    const parts = { vault, clock, signal };
    await expect(rotateCertificate(parts, 'rp-server', undefined)).rejects.toMatchObject({ kind: 'bad-input' });
    await vault.create('rp-server', {
      issuer: { name: 'Self' },
      ...{ key_props: { kty: 'RSA', key_size: 2048 }, secret_props: { contentType: 'application/x-pem-file' } },
      ...{ x509_props: { subject: 'CN=eastus.aroapp.example.com', validity_months: 12 } },
    });
    const first = await vault.newest('rp-server');
    const before = (await secrets.get('rp-server'))?.value;

    expect(await rotateCertificate(parts, 'rp-server', days(30))).toEqual({ kind: 'unchanged', ...first });
    const rotated = await rotateCertificate({ ...parts, clock: later(days(31)) }, 'rp-server', days(30));

    expect(rotated).toMatchObject({ kind: 'rotated', before: first?.createdAt });
    expect(await vault.newest('rp-server')).toEqual({ version: rotated.version, createdAt: rotated.createdAt });
    const after = (await secrets.get('rp-server'))?.value;
    expect(after).toContain('-----BEGIN');
    expect(after).not.toBe(before);
  });

  it('is seen when the oldest instance of each scale set is as young as what is new', async () => {
    const ages: Record<string, number> = { one: 86_400, two: 86_400 };
    const set = (name: string) => ({ ...{ id: name, name, service: 'frontend', version: name, release: '' } });
    const sets = ['one', 'two'].map((name) => ({
      ...set(name),
      ...{ capacity: 2, provisioningState: 'Succeeded', repairs: true },
    }));
    const { clock } = under;
    const region = {
      scaleSets: { list: () => Promise.resolve(sets) },
      metrics: { latest: (id: string) => Promise.resolve({ DataKeyAgeSeconds: ages[id] ?? 0 }) },
    } as unknown as Parameters<typeof awaitSeen>[0]['region'];
    const rotated = { createdAt: clock.now(), before: clock.now() - days(1) };
    const look = (within: Duration) =>
      awaitSeen(
        { region, clock, progress: recordProgress(), signal },
        'DataKeyAgeSeconds',
        ['frontend', 'backend'],
        rotated,
        within,
      );

    ages['one'] = 1;
    expect(await look(seconds(0))).toEqual(['two']);
    ages['two'] = 1;
    expect(await look(seconds(0))).toEqual([]);
  });
});
