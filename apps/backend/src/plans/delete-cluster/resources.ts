import { CloudError } from '@aro-rp/api';
import { type Accepted, type AzureError, isAzureError, type Resource } from '@aro-rp/azure';
import { again, done, type StepAction, type StepResult, type StepRun } from '@aro-rp/plan';
import { seconds } from '@aro-rp/time';
import { apiVersions } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { errorBodyOf } from '../failure-body.ts';
import { factOf, learnt } from '../facts.ts';
import { lookAgain } from '../look-again.ts';
import { untilRightsSpread } from '../rights.ts';
import { atOnce } from './at-once.ts';
import { createAttachments } from './attachments.ts';
import { heldUp, rememberedDeletions } from './deletions.ts';
import { deletableAs } from './resource-types.ts';
import { ourGroup, isDeleting } from './resource-group.ts';

const lanes = 8;
/** Of beginning deletions; what is left comes in the next slice. Well within what a slice has. */
const longestLook = seconds(30);

/**
 * Deletes what is in the managed group level by level, since Azure's own deletion of a group gives up on resources that
 * hold each other. What is of no type that we know is left to that.
 */
export const remove: StepAction<ClusterContext> = (context, run) =>
  untilRightsSpread(context, run, refused, () => removeLowest(context, run));

const refused = (error: AzureError) =>
  new CloudError(error.status ?? 403, errorBodyOf(error, 'delete-resources', 'delete'), { cause: error });

async function removeLowest(context: ClusterContext, run: StepRun): Promise<StepResult> {
  const group = await ourGroup(context, run);
  if (group === undefined || isDeleting(group)) return done();
  const { resources } = await context.customer(run);
  const listed = await resources.list(`${group.id}/resources`, apiVersions.providers, context.call(run));
  const known = listed.flatMap((resource) => {
    const how = deletableAs(resource);
    return how === undefined ? [] : [{ id: resource.id, ...how }];
  });
  const lowest = Math.min(...known.map(({ level }) => level));
  const next = known.filter(({ level }) => level === lowest);
  if (next.length === 0) return done();

  const began = context.now();
  const isLate = () => context.now() - began >= longestLook;
  const held: AzureError[] = [];
  const accepted: Accepted[] = [];
  const mendedInterfaces = [...(factOf(run.facts, 'mendedInterfaces') ?? [])];
  const deletions = rememberedDeletions(context, run);
  const onAccepted = (one: Accepted) => void accepted.push(one);
  const attachments = createAttachments(context, resources, run, mendedInterfaces, onAccepted);
  await atOnce(lanes, next, isLate, async ({ id, version }) => {
    try {
      const found = await resources.get(id, version, context.call(run));
      if (found === undefined) return;
      const failure = await deletions.failure(id);
      if (failure) held.push(failure);
      if (isGoing(found) || !(await attachments.isFree(found))) return;
      const begun = await resources.beginDelete(id, version, context.call(run));
      deletions.begun(id, begun);
      onAccepted(begun);
    } catch (error) {
      // What still holds it may be on its way out; the next look shows.
      if (!isAzureError(error, 'conflict', 'in-use')) throw error;
      held.push(error);
    }
  });
  const isThere = (id: string) => next.some((one) => one.id.toLowerCase() === id.toLowerCase());
  return again(
    lookAgain(context, ...accepted),
    heldUp(
      `the deletion of ${next.length} of ${known.length} resources in ${group.name}, such as ${next[0]?.id}`,
      held[0],
    ),
    learnt({ ...deletions.facts(isThere), mendedInterfaces }),
    held[0],
  );
}

const isGoing = ({ properties }: Resource) => properties?.['provisioningState'] === 'Deleting';
