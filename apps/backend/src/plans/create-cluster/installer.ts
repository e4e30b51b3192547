import { type OpenShiftCluster } from '@aro-rp/api';
import {
  InstallerError,
  type InstallConfigInput,
  isCustomersOwn,
  masterDiskSizeGB,
  toInstallConfig,
} from '@aro-rp/openshift';
import { again, done, type StepAction, type StepRun } from '@aro-rp/plan';
import { seconds } from '@aro-rp/time';
import { apiVersions, containers, resourceNames, storageNames } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { factOf, learnt, requireFact } from '../facts.ts';
import { installationName } from '../installation-name.ts';
import { fullDomain, managedGroup } from '../names.ts';
import { placesOf } from '../places.ts';
import { clusterPullSecret } from '../pull-secret.ts';
import { longestWait } from '../rights.ts';
import { rangesOf } from '../validation/subnets.ts';

/**
 * Runs `openshift-install` once for the cluster: what it makes is stored before anything else is done with it, and what
 * is stored is taken the next time. It is the first that works as the cluster: rights and secrets that it finds missing
 * may still spread, and since a run that fails has stored nothing, it is run again until they have had their time.
 */
export const install: StepAction<ClusterContext> = async (context, run) => {
  const { installations, call } = context;
  try {
    const output = await installations.make(
      installationName(context, run),
      () => installation(context, run),
      call(run),
    );
    if (output === undefined) return again(seconds(5), 'another cluster to leave the installer');
    const { infraId, clusterId, createdAt, adminKubeconfig } = output;
    return done(learnt({ infraId, clusterUuid: clusterId, installedAt: createdAt }), undefined, { adminKubeconfig });
  } catch (error) {
    if (!(error instanceof InstallerError) || !isCustomersOwn(error)) throw error;
    const { now, pollEvery, spreadWithin } = context;
    const isLate = now() - run.startedAt >= spreadWithin;
    if (isLate || !spreading.has(error.kind)) throw customerErrors.installerRefused(error);
    return again(pollEvery, `rights to spread: ${error.reason}`.slice(0, longestWait), undefined, error);
  }
};

const spreading: ReadonlySet<InstallerError['kind']> = new Set(['credentials', 'permissions']);

async function installation(context: ClusterContext, run: StepRun) {
  const { cluster, id } = context;
  const release = requireFact(run.facts, 'release');
  const storage = storageNames(requireFact(run.facts, 'storageSuffix'));
  const [tenantId, clientSecret] = await Promise.all([
    context.tenantId(run),
    context.requireSecret('clientSecret', run),
  ]);
  const clientId = cluster.properties.servicePrincipalProfile?.clientId ?? '';
  const routerAddress = factOf(run.facts, 'routerAddress');
  return {
    installConfig: toInstallConfig(await input(context, run)),
    installer: release.installer,
    releaseImage: release.releaseImage,
    credentials: { subscriptionId: id.subscriptionId, tenantId, clientId, clientSecret },
    fips: cluster.properties.clusterProfile.fipsValidatedModules === 'Enabled',
    edits: {
      router:
        routerAddress === undefined
          ? { internal: false as const, publicIpName: (infraId: string) => resourceNames(infraId).ingressAddress }
          : { internal: true as const, address: routerAddress },
      imageRegistry: { accountName: storage.registry, container: containers.registry },
    },
  };
}

async function input(context: ClusterContext, run: StepRun): Promise<InstallConfigInput> {
  const { cluster, place } = context;
  const { networkProfile, ingressProfiles, clusterProfile } = cluster.properties;
  const { virtualNetworkId, masterSubnet, workerSubnet } = placesOf(cluster);
  const domain = fullDomain(cluster, place.dns.name);
  const [name = '', ...base] = domain.split('.');
  return {
    version: requireFact(run.facts, 'release').version,
    name,
    baseDomain: base.join('.'),
    networks: {
      podCidr: networkProfile.podCidr,
      serviceCidr: networkProfile.serviceCidr,
      machineCidrs: await machineCidrs(context, [masterSubnet.id, workerSubnet.id], run),
    },
    ...pools(cluster, run),
    azure: {
      location: cluster.location,
      resourceGroup: managedGroup(cluster).name,
      networkResourceGroup: masterSubnet.resourceGroup,
      virtualNetwork: virtualNetworkId.split('/').at(-1) ?? '',
      controlPlaneSubnet: masterSubnet.subnet,
      computeSubnet: workerSubnet.subnet,
      outboundType: 'Loadbalancer',
    },
    ingressVisibility: ingressProfiles[0]?.visibility ?? 'Public',
    loginServer: requireFact(run.facts, 'loginServer'),
    pullSecret: await clusterPullSecret(context, run),
    fips: clusterProfile.fipsValidatedModules === 'Enabled',
    sshKey: requireFact(run.facts, 'sshPublicKey'),
  };
}

function pools({ properties }: OpenShiftCluster, run: StepRun): Pick<InstallConfigInput, 'masters' | 'workers'> {
  const { masterProfile, workerProfiles } = properties;
  const [worker] = workerProfiles;
  if (worker === undefined) throw new Error('the cluster has no worker profile');
  const { images } = requireFact(run.facts, 'release');
  const zones = requireFact(run.facts, 'zones');
  return {
    masters: {
      vmSize: masterProfile.vmSize,
      zones: zones.masters,
      osImage: images.masters,
      diskSizeGB: masterDiskSizeGB,
      encryptionAtHost: masterProfile.encryptionAtHost === 'Enabled',
      diskEncryptionSetId: masterProfile.diskEncryptionSetId,
    },
    workers: {
      vmSize: worker.vmSize,
      zones: zones.workers,
      osImage: images.workers,
      diskSizeGB: worker.diskSizeGB,
      encryptionAtHost: worker.encryptionAtHost === 'Enabled',
      diskEncryptionSetId: worker.diskEncryptionSetId,
      count: worker.count,
    },
  };
}

async function machineCidrs({ customer, call }: ClusterContext, subnetIds: string[], run: StepRun): Promise<string[]> {
  const { resources } = await customer(run);
  const subnets = await Promise.all(subnetIds.map((id) => resources.get(id, apiVersions.subnets, call(run))));
  return subnets.flatMap((subnet) => rangesOf(subnet));
}
