import { createHash } from 'node:crypto';
import { AzureError, isAzureError, type Subscription } from '@aro-rp/azure';
import { type StepRun } from '@aro-rp/plan';
import { apiVersions } from '../names.ts';
import { type ClusterContext } from './context.ts';

/** Built-in roles of Azure, by their ids. */
export const roles = {
  reader: 'acdd72a7-3385-48ef-bd42-f606fba81ae7',
  contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c',
  networkContributor: '4d97b98b-1d4f-4787-a291-c67834d212e7',
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
} as const;

/** As Azure's own pages and commands call them, by their ids. */
export const roleNames: Readonly<Record<string, string>> = {
  [roles.reader]: 'Reader',
  [roles.contributor]: 'Contributor',
  [roles.networkContributor]: 'Network Contributor',
  [roles.storageBlobDataContributor]: 'Storage Blob Data Contributor',
};

export interface Grant {
  scope: string;
  role: string;
  principalId: string;
}

/** The same grant has the same name every time. */
export const assignmentName = (clusterKey: string, { scope, role, principalId }: Grant): string => {
  const text = [clusterKey, scope, role, principalId].join('\n').toLowerCase();
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), `5${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
};

export const assignmentId = (clusterKey: string, grant: Grant): string =>
  `${grant.scope}/providers/Microsoft.Authorization/roleAssignments/${assignmentName(clusterKey, grant)}`;

/** Grants it, if nobody has done so already. @throws AzureError `not-yet` when the principal is not known everywhere yet */
export async function grant(
  { id, call }: ClusterContext,
  { resources }: Subscription,
  given: Grant,
  run: StepRun,
): Promise<void> {
  const roleDefinitionId = `/subscriptions/${id.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${given.role}`;
  const body = { properties: { roleDefinitionId, principalId: given.principalId, principalType: 'ServicePrincipal' } };
  try {
    await resources.beginPut(assignmentId(id.key, given), apiVersions.authorization, body, call(run));
  } catch (error) {
    if (error instanceof AzureError && error.code === 'RoleAssignmentExists') return;
    throw error;
  }
}

interface Permission {
  actions?: string[];
  notActions?: string[];
}

/** Whether an identity may do something at one scope. */
export type May = (action: string) => boolean;

/** What the identity may do there; asked of Azure itself. Nothing where it knows of nothing. @throws AzureError */
export async function permissionsAt(
  { call }: ClusterContext,
  { resources }: Subscription,
  scope: string,
  run: StepRun,
): Promise<May> {
  const path = `${scope}/providers/Microsoft.Authorization/permissions`;
  try {
    const found = (await resources.list(path, apiVersions.authorization, call(run))) as unknown as Permission[];
    return (action) =>
      found.some(
        ({ actions = [], notActions = [] }) =>
          actions.some((one) => matches(one, action)) && !notActions.some((one) => matches(one, action)),
      );
  } catch (error) {
    if (isAzureError(error, 'forbidden', 'not-found')) return () => false;
    throw error;
  }
}

/** Whether the identity may do it there. @throws AzureError */
export async function mayDo(
  context: ClusterContext,
  subscription: Subscription,
  scope: string,
  action: string,
  run: StepRun,
): Promise<boolean> {
  return (await permissionsAt(context, subscription, scope, run))(action);
}

/** `*` stands for anything, slashes included (Azure RBAC, "role definitions"). */
function matches(pattern: string, action: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'i').test(action);
}
