import { type Clock, type Duration, minutes } from '@aro-rp/time';
import { ArmError, type ErrorDetail } from './errors.ts';
import { type Operation, type Outcome } from './operations.ts';
import { findType, type ProviderCatalogue } from './providers/index.ts';
import { type OtherChange } from './providers/provider.ts';
import { parseResourcePath } from './resource-id.ts';
import { type ResourceGroups } from './resource-groups.ts';
import { type Resource } from './resource.ts';
import { type Resources } from './resources.ts';

/** How a resource behind the front door took its deletion. */
export type ForwardedDeletion = 'gone' | 'deleting' | 'retry' | { refused: string };

/** Asks the provider behind the front door once, and remembers the answer for the next look. */
export interface ForwardedDeletions {
  /** Never waits; begins a request when none is under way. @returns the answer to the one before, if any */
  advance(resource: Resource): ForwardedDeletion | undefined;
}

/** As long as Azure Resource Manager goes on trying. */
const patience = minutes(15);

/**
 * The deletion of a resource group: resources behind the front door, until the provider says 404, and meanwhile everything
 * else, round by round, since what refuses may be free once another is gone; then the group. When something stays, the
 * operation fails with `ResourceGroupDeletionBlocked` and the group takes writes again.
 */
export function createGroupDeletion(
  clock: Clock,
  catalogue: ProviderCatalogue,
  groups: ResourceGroups,
  resources: Resources,
  forwarded: ForwardedDeletions,
  pollInterval: Duration,
): (operation: Operation) => Outcome {
  const fail = (operation: Operation, blocked: { resource: Resource; message: string }[]): Outcome => {
    groups.reopen(operation.work.resourceId);
    return { failed: deletionBlocked(operation, blocked) };
  };

  const advanceForwarded = (operation: Operation, found: Resource[]): Outcome | undefined => {
    const late = clock.now() > Date.parse(operation.startTime) + patience;
    let waiting = false;
    for (const resource of found) {
      const answer = forwarded.advance(resource) ?? 'retry';
      if (answer === 'gone') resources.erase(resource.id);
      else if (typeof answer === 'object') return fail(operation, [{ resource, message: answer.refused }]);
      else if (answer === 'retry' && late)
        return fail(operation, [{ resource, message: 'The provider did not answer.' }]);
      else waiting = true;
    }
    return waiting ? { again: pollInterval } : undefined;
  };

  /** @returns what stays, with its reasons */
  const eraseAll = (groupId: string): { resource: Resource; message: string }[] => {
    for (;;) {
      const left = resources.inGroup(groupId).filter(({ forwarded }) => forwarded === undefined);
      const judged = left.map((resource) => ({ resource, refusal: refusalOf(resource) }));
      const free = judged.filter(({ resource, refusal }) => refusal === undefined && standsAlone(resource));
      for (const { resource } of free) {
        resources.apply(remainsOf(resource));
        resources.erase(resource.id);
      }
      if (free.length > 0) continue;
      return judged.flatMap(({ resource, refusal }) =>
        refusal ? [{ resource, message: JSON.stringify({ error: refusal.toBody() }) }] : [],
      );
    }
  };

  const typeOf = (resource: Resource) => {
    const [namespace = '', ...rest] = resource.type.split('/');
    const provider = catalogue.find(namespace);
    return provider && findType(provider, rest.join('/'));
  };

  /** What stays of it outside of every group: a deleted vault can be recovered. */
  const remainsOf = (resource: Resource): OtherChange[] =>
    (typeOf(resource)?.onDelete?.(resource, resources.view) ?? []).filter(
      ({ kind, id }) => kind === 'put' && parseResourcePath(id)?.resourceGroup === undefined,
    );

  const refusalOf = (resource: Resource): ArmError | undefined => {
    // At the root of a zone NS and SOA go with their zone, so only what stands by itself is asked.
    return standsAlone(resource) ? typeOf(resource)?.refuseDelete?.(resource, resources.view) : undefined;
  };

  return (operation) => {
    const groupId = operation.work.resourceId;
    const outcome = advanceForwarded(
      operation,
      resources.inGroup(groupId).filter((resource) => resource.forwarded !== undefined),
    );
    if (outcome && 'failed' in outcome) return outcome;
    // Nothing waits for what is behind the front door: that may be what waits, for a network to be gone, say.
    const blocked = eraseAll(groupId);
    if (outcome) return outcome;
    if (blocked.length > 0) return fail(operation, blocked);
    groups.remove(groupId);
    return { done: true };
  };
}

/** Tracked ones below others go by themselves too, and first: a zone refuses while a network is linked to it. */
const standsAlone = ({ type, location }: Resource): boolean => type.split('/').length === 2 || location !== undefined;

function deletionBlocked(operation: Operation, blocked: { resource: Resource; message: string }[]): ArmError {
  const group = operation.work.resourceId.split('/').at(-1) ?? '';
  const names = blocked.map(({ resource }) => `${resource.type}/${resource.name}`).join(',');
  const details = blocked.map(({ resource, message }): ErrorDetail => ({ target: resource.id, message }));
  return new ArmError(
    409,
    'ResourceGroupDeletionBlocked',
    `Deletion of resource group '${group}' failed as resources with identifiers '${names}' could not be deleted. The provisioning state of the resource group will be rolled back. The tracking Id is '${operation.id}'. Please check audit logs for more details.`,
    { details },
  );
}
