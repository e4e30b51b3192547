import { isAzureError } from '@aro-rp/azure';
import { bootstrapPointer } from '@aro-rp/openshift';
import { again, done, type StepAction, type StepResult, type StepRun } from '@aro-rp/plan';
import { hours } from '@aro-rp/time';
import { apiVersions, bootstrapIgnition, containers, resourceNames, storageNames } from '../../names.ts';
import { baseTemplate } from '../../templates/base.ts';
import { bootstrapCustomData, machinesTemplate } from '../../templates/machines.ts';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { factOf, learnt, requireFact } from '../facts.ts';
import { requireOutput } from '../installation-name.ts';
import { lookAgain } from '../look-again.ts';
import { hasMachineIdentity } from '../machine-identity.ts';
import { fullDomain, managedGroup } from '../names.ts';
import { placesOf } from '../places.ts';
import { longestWait } from '../rights.ts';

/** How long the machines may take to fetch their configuration. */
const urlLifetime = hours(6);
/** Certificates in the Ignition configuration live 24 hours: with what is left of them the cluster could not come up. */
const outputLifetime = hours(12);

interface Deploying {
  name: 'base' | 'machines';
  fact: 'baseDeployed' | 'machinesDeployed';
  spec(): Promise<{ template: object; parameters?: Record<string, { value: unknown }> }>;
  /** How often it is begun again after Azure had no room; never unless told. */
  retries?: { most: number; fact: 'machinesRetried' };
  /** Before it is begun, for the first time or again. @returns what it has to wait for */
  before?(): Promise<StepResult | undefined>;
}

/**
 * Made once, and recorded: a template that is deployed again overwrites every property that it does not give, and so
 * what the cluster has written into its load balancers and security groups since.
 */
async function deploy(context: ClusterContext, run: StepRun, deploying: Deploying): Promise<StepResult> {
  const { name, fact, spec, before, retries } = deploying;
  if (factOf(run.facts, fact) === true) return done();
  const group = managedGroup(context.cluster);
  const { deployments } = await context.customer(run);
  const found = await deployments.get(group.id, name, context.call(run));
  if (found?.kind === 'succeeded') return done(learnt({ [fact]: true }));
  if (found?.kind === 'running') return again(context.pollEvery, `the deployment ${name} in ${group.name}`);
  const retried = retries === undefined ? 0 : (factOf(run.facts, retries.fact) ?? 0);
  const isFull = found?.kind === 'failed' && found.error.kind === 'capacity' && retried < (retries?.most ?? 0);
  if (found?.kind === 'failed' && !isFull && !mayPass(found.error)) throw found.error;
  const unready = await before?.();
  if (unready) return unready;
  const accepted = await deployments.begin(group.id, name, await spec(), context.call(run));
  const waitingFor = found === undefined ? '' : `, again after ${found.error.code}: ${found.error.message}`;
  return again(
    lookAgain(context, accepted),
    `the deployment ${name} in ${group.name}${waitingFor}`.slice(0, longestWait),
    isFull && retries !== undefined ? learnt({ [retries.fact]: retried + 1 }) : undefined,
    found?.error,
  );
}

/** What Azure will say again the next time is for the customer. */
const mayPass = (error: unknown) =>
  isAzureError(error, 'transient', 'throttled', 'forbidden', 'not-found', 'not-yet', 'in-use');

export const deployBase: StepAction<ClusterContext> = (context, run) =>
  deploy(context, run, {
    name: 'base',
    fact: 'baseDeployed',
    spec: async () => {
      const { cluster, place } = context;
      const { apiserverProfile, ingressProfiles } = cluster.properties;
      const { virtualNetworkId, masterSubnet, workerSubnet } = placesOf(cluster);
      return {
        template: baseTemplate({
          infraId: requireFact(run.facts, 'infraId'),
          location: cluster.location,
          domain: fullDomain(cluster, place.dns.name),
          storageSuffix: requireFact(run.facts, 'storageSuffix'),
          virtualNetworkId,
          masterSubnetId: masterSubnet.id,
          workerSubnetId: workerSubnet.id,
          serviceSubnetIds: place.subnetIds,
          serviceSubscriptionId: place.subscriptionId,
          api: apiserverProfile.visibility,
          ingress: ingressProfiles[0]?.visibility ?? 'Public',
          zones: requireFact(run.facts, 'zones').masters,
          machineIdentity: hasMachineIdentity(run),
        }),
      };
    },
  });

export const deployMachines: StepAction<ClusterContext> = (context, run) =>
  deploy(context, run, {
    name: 'machines',
    fact: 'machinesDeployed',
    retries: { most: 3, fact: 'machinesRetried' },
    before: () => removeFailedMachines(context, run),
    spec: async () => {
      const { cluster } = context;
      if (context.now() - Date.parse(requireFact(run.facts, 'installedAt')) > outputLifetime)
        throw customerErrors.installationTooOld();
      const output = await requireOutput(context, run);
      const { masterProfile } = cluster.properties;
      const { diskEncryptionSetId } = masterProfile;
      const url = await context.requireSecret('bootstrapUrl', run);
      return {
        template: machinesTemplate({
          infraId: requireFact(run.facts, 'infraId'),
          location: cluster.location,
          subnetId: masterProfile.subnetId,
          vmSize: masterProfile.vmSize,
          zones: requireFact(run.facts, 'zones').masters,
          image: requireFact(run.facts, 'release').images.masters,
          acceleratedNetworking: requireFact(run.facts, 'acceleratedNetworking'),
          encryptionAtHost: masterProfile.encryptionAtHost === 'Enabled',
          ...(diskEncryptionSetId !== undefined && { diskEncryptionSetId }),
          sshPublicKey: requireFact(run.facts, 'sshPublicKey'),
          masterIgnition: output.masterIgnition,
          machineIdentity: hasMachineIdentity(run),
        }),
        parameters: { [bootstrapCustomData]: { value: bootstrapPointer(url).reveal() } },
      };
    },
  });

/**
 * The bootstrap machine's whole configuration, where only whoever has a signed URL reads it. That is signed once, and
 * stored before any machine is made with it: Azure changes no custom data of a machine that is there.
 */
export const uploadIgnition: StepAction<ClusterContext> = async (context, run) => {
  if (factOf(run.facts, 'machinesDeployed') === true) return done();
  const output = await requireOutput(context, run);
  const { blobs } = await context.customer(run);
  const content = Buffer.from(output.bootstrapIgnition.reveal());
  const url = await bootstrapIgnitionUrl(context, run);
  await blobs.write(url, content, context.call(run));
  const bootstrapUrl = await blobs.readableUrl(url, urlLifetime, context.call(run));
  return done(undefined, undefined, { bootstrapUrl });
};

export async function ignitionContainerUrl(context: ClusterContext, run: StepRun): Promise<string | undefined> {
  const { cluster } = storageNames(requireFact(run.facts, 'storageSuffix'));
  const id = `${managedGroup(context.cluster).id}/providers/Microsoft.Storage/storageAccounts/${cluster}`;
  const { resources } = await context.customer(run);
  const found = await resources.get(id, apiVersions.storage, context.call(run));
  const { blob } = (found?.properties?.['primaryEndpoints'] ?? {}) as { blob?: string };
  return blob === undefined ? undefined : `${blob.replace(/\/+$/, '')}/${containers.ignition}`;
}

async function bootstrapIgnitionUrl(context: ClusterContext, run: StepRun): Promise<string> {
  const container = await ignitionContainerUrl(context, run);
  if (container === undefined) throw new Error("the cluster's storage account is not there");
  return `${container}/${bootstrapIgnition}`;
}

/** A machine that failed to start stays in the way of the next try, and its disk after it. */
async function removeFailedMachines(context: ClusterContext, run: StepRun): Promise<StepResult | undefined> {
  const { bootstrap, masters } = resourceNames(requireFact(run.facts, 'infraId'));
  const { resources } = await context.customer(run);
  const group = `${managedGroup(context.cluster).id}/providers/Microsoft.Compute`;
  let waits = false;
  const removeIf = async (id: string, version: string, isInTheWay: (state: unknown) => boolean): Promise<boolean> => {
    const found = await resources.get(id, version, context.call(run));
    if (found === undefined) return true;
    const state = found.properties?.['provisioningState'];
    if (state !== 'Deleting' && !isInTheWay(state)) return false;
    if (state !== 'Deleting') await resources.beginDelete(id, version, context.call(run));
    waits = true;
    return false;
  };
  for (const { machine, disk } of [bootstrap, ...masters]) {
    const isGone = await removeIf(
      `${group}/virtualMachines/${machine}`,
      apiVersions.compute,
      (state) => state === 'Failed',
    );
    if (isGone) await removeIf(`${group}/disks/${disk}`, apiVersions.disks, () => true);
  }
  return waits ? again(context.pollEvery, 'the deletion of machines that failed to start') : undefined;
}
