import { generateKeyPair, type KeyObject, randomInt, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import { type VersionDocument } from '@aro-rp/database';
import { supportedMinors } from '@aro-rp/openshift';
import { done, type StepAction, type StepRun } from '@aro-rp/plan';
import { Secret } from '@aro-rp/telemetry';
import { apiVersions } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { type ClusterFacts, factOf, learnt } from '../facts.ts';
import { sshPublicKeyOf } from '../ssh-key.ts';
import { type Finding, invalidEnvironment } from '../validation/findings.ts';
import { machineFindings } from '../validation/machine-findings.ts';
import { type MachineGroup, mastersOf, workersOf } from '../validation/machines.ts';
import { findSizes, hasZonesFor, imageFor, type Sizes } from '../vm-sizes.ts';

/** Of RSA, the kind of key that Azure takes for every machine. */
const keyBits = 2048;

/**
 * What is chosen once and holds from then on, stored before anything is made with it. What is known already is kept, so
 * that a repeat chooses nothing anew.
 */
export const choose: StepAction<ClusterContext> = async (context, run) => {
  const { sshPrivateKey, ...facts } = {
    ...(await release(context, run)),
    ...(await networkShard(context, run)),
    ...(await sshKey(run)),
  };
  const storageSuffix = factOf(run.facts, 'storageSuffix') ?? randomSuffix();
  const installationId = factOf(run.facts, 'installationId') ?? randomUUID();
  const properties = { clusterProfile: { version: facts.release.version } };
  return done(learnt({ ...facts, storageSuffix, installationId }), properties, sshPrivateKey && { sshPrivateKey });
};

/** 10 of these, as production: no vowels, so no words. */
const suffixLetters = 'bcdfghjklmnpqrstvwxyz0123456789';
const randomSuffix = () => Array.from({ length: 10 }, () => suffixLetters[randomInt(suffixLetters.length)]).join('');

type Release = Pick<ClusterFacts, 'release' | 'zones' | 'acceleratedNetworking'>;

async function release(context: ClusterContext, run: StepRun): Promise<Release> {
  const known = factOf(run.facts, 'release');
  const zones = factOf(run.facts, 'zones');
  const acceleratedNetworking = factOf(run.facts, 'acceleratedNetworking');
  if (known && zones && acceleratedNetworking !== undefined) return { release: known, zones, acceleratedNetworking };

  const { cluster } = context;
  const wanted = cluster.properties.clusterProfile.version ?? '';
  const found = (await context.versions.get(wanted, { signal: run.signal }))?.document;
  const isSupported = supportedMinors.some((minor) => wanted.startsWith(`${minor}.`));
  if (found === undefined || !found.enabled || !isSupported) throw customerErrors.versionNotOffered(wanted);
  const [masterGroup, [workerGroup]] = [mastersOf(cluster), workersOf(cluster)];
  if (workerGroup === undefined) throw new Error('the cluster has no worker profile');
  const sizes = await findSizes(context, run, [masterGroup.vmSize, workerGroup.vmSize]);
  const use = (group: MachineGroup) => usable(found, sizes, group, cluster.location);
  const [masters, workers] = [use(masterGroup), use(workerGroup)];
  const { version, releaseImage, installer } = found;
  return {
    release: {
      ...{ version, releaseImage, installer: { digest: installer.digest, size: installer.size } },
      images: { masters: masters.image, workers: workers.image },
    },
    zones: { masters: masters.zones, workers: workers.zones },
    acceleratedNetworking: masters.acceleratedNetworking,
  };
}

/** The size of a group, and what its machines start. @throws CloudError when it is not to be had any more */
function usable({ version, osImage }: VersionDocument, sizes: Sizes, group: MachineGroup, location: string) {
  const size = sizes.require(group.vmSize);
  const refused = (finding: Finding) => invalidEnvironment([finding.error], 'create');
  if (!hasZonesFor(group.role, size)) throw refused(machineFindings.zonesClosed(group, size, location));
  const image = imageFor(osImage, size);
  if (image === undefined) throw refused(machineFindings.noImage(group, size, version));
  return { ...size, image };
}

/** The shard with the most room: a virtual network takes a limited number of private endpoints. */
async function networkShard(
  { place, service, call }: ClusterContext,
  run: StepRun,
): Promise<Pick<ClusterFacts, 'networkShard'>> {
  const known = factOf(run.facts, 'networkShard');
  if (known !== undefined) return { networkShard: known };
  const shards = await Promise.all(
    place.networkShards.map(async (id) => {
      const found = await service.resources.get(id, apiVersions.network, call(run));
      const used = found?.properties?.['privateEndpoints'] as unknown[] | undefined;
      return { id, isThere: found !== undefined, used: used?.length ?? 0 };
    }),
  );
  const [first] = shards.filter(({ isThere }) => isThere).sort((one, other) => one.used - other.used);
  if (first === undefined || first.used >= endpointsPerNetwork)
    throw new Error(`no network shard has room for a private endpoint: ${place.networkShards.join(', ')}`);
  return { networkShard: first.id };
}
/** Azure Private Link limits. */
const endpointsPerNetwork = 1_000;

async function sshKey(run: StepRun): Promise<Pick<ClusterFacts, 'sshPublicKey'> & { sshPrivateKey?: Secret }> {
  const known = factOf(run.facts, 'sshPublicKey');
  if (known !== undefined) return { sshPublicKey: known };
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: keyBits });
  return { sshPublicKey: sshPublicKeyOf(publicKey), sshPrivateKey: new Secret(pem(privateKey)) };
}

const pem = (key: KeyObject) => key.export({ type: 'pkcs8', format: 'pem' }).toString();
