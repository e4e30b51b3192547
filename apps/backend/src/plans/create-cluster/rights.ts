import { type Subscription } from '@aro-rp/azure';
import { again, done, type StepAction, type StepRun } from '@aro-rp/plan';
import { apiVersions, resourceNames } from '../../names.ts';
import { hasMachineIdentity } from '../machine-identity.ts';
import { type ClusterContext } from '../context.ts';
import { requireFact } from '../facts.ts';
import { managedGroup } from '../names.ts';
import { placesOf } from '../places.ts';
import { untilRightsSpread } from '../rights.ts';
import { grant, mayDo, roleNames, roles } from '../role-assignments.ts';
import { encryptionSetsOf } from '../validation/disk-encryption-sets.ts';
import { rightsMissing } from '../validation/findings.ts';
import { addressCheck } from '../validation/rights.ts';

/** The cluster's service principal and our application get what they need in the managed group. */
export const assign: StepAction<ClusterContext> = async (context, run) => {
  const scope = managedGroup(context.cluster).id;
  const customer = await context.customer(run);
  await grant(
    context,
    customer,
    { scope, role: roles.contributor, principalId: requireFact(run.facts, 'clusterObjectId') },
    run,
  );
  // What manages the group has no right on the data in it.
  const own = await context.ownObjectId(run);
  await grant(context, customer, { scope, role: roles.storageBlobDataContributor, principalId: own }, run);
  return done();
};

/** Machines up to 4.18 have an identity; it gets what the cluster's service principal has in the group. */
export const assignMachineIdentity: StepAction<ClusterContext> = async (context, run) => {
  if (!hasMachineIdentity(run)) return done();
  const scope = managedGroup(context.cluster).id;
  const { identity } = resourceNames(requireFact(run.facts, 'infraId'));
  const customer = await context.customer(run);
  const id = `${scope}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${identity}`;
  const found = await customer.resources.get(id, apiVersions.managedIdentity, context.call(run));
  const principalId = found?.properties?.['principalId'];
  if (typeof principalId !== 'string') return again(context.pollEvery, `the identity ${identity}`);
  await grant(context, customer, { scope, role: roles.contributor, principalId }, run);
  return done();
};

/** What the cluster does in the customer's network, by the resource that it is done to. */
const join = {
  subnet: 'Microsoft.Network/virtualNetworks/subnets/join/action',
  routeTable: 'Microsoft.Network/routeTables/join/action',
  natGateway: 'Microsoft.Network/natGateways/join/action',
};

/**
 * Tries, until they have spread, whether the cluster's service principal has its rights: those on the customer's network
 * that the customer has given it, or else we give them if we may; and those on the group.
 */
export const confirm: StepAction<ClusterContext> = async (context, run) => {
  const asCluster = await context.asCluster(run);
  const clientId = context.cluster.properties.servicePrincipalProfile?.clientId ?? '';
  const group = managedGroup(context.cluster).id;
  const { virtualNetworkId } = placesOf(context.cluster);
  const isNew = context.cluster.properties.provisioningState !== 'Updating';
  const wanted = [
    { scope: group, action: 'Microsoft.Network/networkInterfaces/write', role: roles.contributor },
    ...(isNew ? [{ scope: virtualNetworkId, action: addressCheck, role: roles.networkContributor }] : []),
    ...(await outsideGroup(context, run)),
  ];
  const missing: typeof wanted = [];
  for (const one of wanted) if (!(await mayDo(context, asCluster, one.scope, one.action, run))) missing.push(one);
  if (missing.length === 0) return done();

  const refused = rightsMissing(
    clientId,
    missing.map(({ scope, action, role }) => ({ scope, actions: [action], role: roleNames[role] ?? role })),
    isNew ? 'create' : 'update',
  );
  return untilRightsSpread(
    context,
    run,
    () => refused,
    async () => {
      const customer = await context.customer(run);
      const principalId = requireFact(run.facts, 'clusterObjectId');
      for (const { scope, role } of missing.filter((one) => one.scope !== group))
        await grant(context, customer, { scope, role, principalId }, run);
      if (context.now() - run.startedAt >= context.spreadWithin) throw refused;
      return again(context.pollEvery, `rights of ${clientId} on ${missing.map(({ scope }) => scope).join(', ')}`);
    },
  );
};

/**
 * What the cluster needs where nothing is ours: the customer gives it, or we do where we may.
 * @param unread what to do about a subnet that cannot be read; it is thrown unless told
 */
export async function outsideGroup(
  context: ClusterContext,
  run: StepRun,
  unread = (error: unknown): [string, string][] => {
    throw error;
  },
) {
  const { virtualNetworkId, masterSubnet, workerSubnet } = placesOf(context.cluster);
  const customer = await context.customer(run);
  const linked = await Promise.all(
    [masterSubnet.id, workerSubnet.id].map((id) => linkedTo(context, customer, id, run).catch(unread)),
  );
  const scopes = new Map([[virtualNetworkId, join.subnet], ...linked.flat()]);
  return [
    // The installer looks up sizes and images as the cluster.
    { scope: `/subscriptions/${context.id.subscriptionId}`, action: 'Microsoft.Compute/skus/read', role: roles.reader },
    ...[...scopes].map(([scope, action]) => ({ scope, action, role: roles.networkContributor })),
    ...encryptionSetsOf(context.cluster).map(({ id: scope }) => ({
      scope,
      action: 'Microsoft.Compute/diskEncryptionSets/read',
      role: roles.reader,
    })),
  ];
}

async function linkedTo(
  { call }: ClusterContext,
  { resources }: Subscription,
  subnetId: string,
  run: StepRun,
): Promise<[string, string][]> {
  const found = await resources.get(subnetId, apiVersions.network, call(run));
  return (['routeTable', 'natGateway'] as const).flatMap((kind): [string, string][] => {
    const linked = found?.properties?.[kind] as { id?: string } | undefined;
    return linked?.id === undefined ? [] : [[linked.id, join[kind]]];
  });
}
