import { CloudError } from '@aro-rp/api';
import { type AzureErrorKind, isAzureError, type Resource } from '@aro-rp/azure';
import { done, type StepAction, type StepRun } from '@aro-rp/plan';
import { apiVersions } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { factOf } from '../facts.ts';
import { outsideGroup } from '../create-cluster/rights.ts';
import { assignmentId } from '../role-assignments.ts';
import { ourGroup } from './resource-group.ts';

/** Of every subscription's owners: without it the group could not be cleaned up by hand. */
const owner = '8e3af657-a8ff-443c-a75c-2fe8c4bcb635';

/** Those at the managed group, which would outlive it for a while, and those that we gave the cluster elsewhere. */
export const remove: StepAction<ClusterContext> = async (context, run) => {
  const { id, call } = context;
  const { resources } = await context.customer(run);
  const group = await ourGroup(context, run);
  const atGroup = group === undefined ? [] : await assignmentsAt(group.id);
  // An update that has failed may have left the one that was the cluster before.
  const principals = [factOf(run.facts, 'clusterObjectId') ?? [], factOf(run.facts, 'formerObjectIds') ?? []].flat();
  const given = principals.length === 0 ? [] : await outside(context, run);
  const elsewhere = principals.flatMap((principalId) =>
    given.map(({ scope, role }) => assignmentId(id.key, { scope, role, principalId })),
  );
  for (const one of atGroup)
    await resources.beginDelete(one.id, apiVersions.authorization, call(run)).catch(unless('not-found'));
  // The network may be gone, locked, or not ours to change any more: no reason to keep the cluster.
  for (const one of elsewhere)
    await resources
      .beginDelete(one, apiVersions.authorization, call(run))
      .catch(unless('not-found', 'forbidden', 'locked'));
  return done();

  async function assignmentsAt(scope: string): Promise<Resource[]> {
    const path = `${scope}/providers/Microsoft.Authorization/roleAssignments`;
    const found = await resources.list(path, apiVersions.authorization, { ...call(run), filter: 'atScope()' });
    return found.filter(
      ({ id: one, properties }) =>
        one.toLowerCase().startsWith(`${scope.toLowerCase()}/providers/`) &&
        !String(properties?.['roleDefinitionId']).toLowerCase().endsWith(owner),
    );
  }
};

/** Where the create may have given it something; none when the ids of its places are none, so that it never came so far. */
const outside = (context: ClusterContext, run: StepRun) =>
  // What a subnet that may not be read is linked to stays unknown.
  outsideGroup(context, run, unless('not-found', 'forbidden')).catch((error: unknown) => {
    if (error instanceof CloudError) return [];
    throw error;
  });

const unless =
  (...kinds: AzureErrorKind[]) =>
  (error: unknown): [] => {
    if (!isAzureError(error, ...kinds)) throw error;
    return [];
  };
