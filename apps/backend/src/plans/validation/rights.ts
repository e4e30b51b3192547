import { apiVersions } from '../../names.ts';
import { roleNames, roles } from '../role-assignments.ts';
import { type Finding, type MissingRight, principalFindings, providerFindings } from './findings.ts';
import { linkedResources, virtualNetwork } from './network.ts';
import { encryptionSetsOf } from './disk-encryption-sets.ts';
import { type Check, type Look, type Survey } from './survey.ts';
import { isRouted } from './way-out.ts';

/** What somebody needs at one scope, and the id of the role of Azure's that has it. */
export interface Right {
  scope: string;
  actions: readonly string[];
  role: string;
}

const networks = 'Microsoft.Network/virtualNetworks';

/** The installer looks for a free address as the cluster, from 4.17 on; Azure's role for networks has it anyway. */
export const addressCheck = `${networks}/checkIpAddressAvailability/read`;

/** What the cluster's own service principal needs where nothing is ours. */
async function neededByCluster(survey: Survey): Promise<Right[]> {
  const { context, places, verb } = survey;
  return [
    // The installer looks up sizes and images as the cluster.
    {
      scope: `/subscriptions/${context.id.subscriptionId}`,
      actions: ['Microsoft.Compute/skus/read'],
      role: roles.reader,
    },
    {
      scope: places.virtualNetworkId,
      actions: [
        `${networks}/read`,
        `${networks}/subnets/read`,
        `${networks}/subnets/join/action`,
        ...(verb === 'create' ? [addressCheck] : []),
      ],
      role: roles.networkContributor,
    },
    ...(await linked(survey)),
  ];
}

/** What our own application needs where nothing is ours; what it needs of the subscription comes with the registration. */
async function neededByUs(survey: Survey): Promise<Right[]> {
  return [
    {
      scope: survey.places.virtualNetworkId,
      actions: [
        `${networks}/read`,
        // The private zone is linked to it.
        `${networks}/join/action`,
        `${networks}/subnets/read`,
        `${networks}/subnets/write`,
        `${networks}/subnets/join/action`,
        // The storage accounts let the subnets in.
        `${networks}/subnets/joinViaServiceEndpoint/action`,
      ],
      role: roles.networkContributor,
    },
    ...(await linked(survey, isRouted(survey) ? ['read'] : [])),
  ];
}

/** Whoever writes a subnet, or puts a machine into it, joins what the subnet refers to. */
async function linked(survey: Survey, withRoutes: readonly string[] = []): Promise<Right[]> {
  const { routeTables, natGateways } = await linkedResources(survey);
  const need = (type: string, verbs: readonly string[]) => (scope: string) => ({
    scope,
    actions: verbs.map((verb) => `Microsoft.Network/${type}/${verb}`),
    role: roles.networkContributor,
  });
  return [
    ...routeTables.map(need('routeTables', [...withRoutes, 'join/action'])),
    ...natGateways.map(need('natGateways', ['join/action'])),
    ...encryptionSetsOf(survey.context.cluster).map(({ id }) => ({
      scope: id,
      actions: ['Microsoft.Compute/diskEncryptionSets/read'],
      role: roles.reader,
    })),
  ];
}

/** Rights of the cluster's service principal; those that `confirm-rights` can give it are not missing. */
export const clusterRights: Check = async (survey) => {
  const principal = await survey.principal();
  if (principal.kind === 'unknown') return [];
  const missing = await lacking(survey, survey.mayCluster, await neededByCluster(survey));
  const lasting = await Promise.all(missing.map(async (one) => ((await survey.mayWe(one.scope))(assign) ? [] : [one])));
  return toFindings(lasting.flat(), (rights) => principalFindings.lacksRights(principal.clientId, rights));
};
const assign = 'Microsoft.Authorization/roleAssignments/write';

export const ourRights: Check = async (survey) => {
  const missing = await lacking(survey, mayWeReally(survey), await neededByUs(survey));
  if (missing.length === 0) return [];
  const objectId = await survey.context.ownObjectId(survey.run);
  return toFindings(missing, (rights) => providerFindings.lacksRights(objectId, rights));
};

/** A read that was refused counts, whatever Azure says of permissions: they do not spread everywhere at once. */
const mayWeReally =
  (survey: Survey): Survey['mayWe'] =>
  async (scope) => {
    const may = await survey.mayWe(scope);
    const isRefused = (await seen(survey, scope))?.kind === 'refused';
    const type = /\/providers\/([^/]+\/[^/]+)\/[^/]+$/i.exec(scope)?.[1] ?? '';
    return (action) => may(action) && !(isRefused && action.toLowerCase() === `${type}/read`.toLowerCase());
  };

async function lacking(survey: Survey, may: Survey['mayWe'], needed: readonly Right[]): Promise<Right[]> {
  const all = await Promise.all(
    needed.map(async ({ actions, ...right }): Promise<Right[]> => {
      // Nobody has rights on what is not there; that it is not is told by whoever looks for it.
      if ((await seen(survey, right.scope))?.kind === 'absent') return [];
      const allows = await may(right.scope);
      const lacked = actions.filter((action) => !allows(action));
      return lacked.length === 0 ? [] : [{ ...right, actions: lacked }];
    }),
  );
  return all.flat();
}

/** What was seen of a scope that is looked at. */
async function seen(survey: Survey, scope: string): Promise<Look | undefined> {
  if (scope === survey.places.virtualNetworkId) return virtualNetwork(survey);
  if (/\/diskEncryptionSets\//i.test(scope)) return survey.look(scope, apiVersions.disks);
  return undefined;
}

const toFindings = (missing: readonly Right[], of: (rights: MissingRight[]) => Finding): Finding[] =>
  missing.length === 0 ? [] : [of(missing.map(({ role, ...right }) => ({ ...right, role: roleNames[role] ?? role })))];
