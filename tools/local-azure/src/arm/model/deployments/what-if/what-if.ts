import { ArmError } from '../../errors.ts';
import { asList, asObject, type Json } from '../../json.ts';
import { keyOf } from '../../resource-id.ts';
import { type Deployment } from '../deployment.ts';
import { invalidDeployment } from '../faults.ts';
import { type InnerRequest, type Performer } from '../performer.ts';
import { requestOf } from '../runtime-scope.ts';
import { withoutSecretsIn } from '../secrecy.ts';
import { type Change, type ResultFormat } from './changes.ts';
import { deltaOf } from './delta.ts';
import { type Rehearsed } from './rehearsal.ts';
import { overlay, snapshotOf, snapshotOfNew, withExpressions } from './snapshot.ts';

/** @throws ArmError `InvalidTemplateDeployment` that names all that would be refused */
export function refuseFaults({ name, operationId }: Deployment, rehearsed: readonly Rehearsed[]): void {
  const details = rehearsed.flatMap(({ resource, fault }) =>
    fault === undefined ? [] : [{ ...fault.toBody(), target: fault.extra.target ?? resource.id }],
  );
  if (details.length > 0) throw invalidDeployment(name, operationId, details);
}

/**
 * What a deployment would change: what it names in the order in which it would be deployed, then what else is in its
 * group.
 */
export function changesOf(
  deployment: Deployment,
  rehearsed: readonly Rehearsed[],
  others: readonly Json[],
  format: ResultFormat,
): Change[] {
  const named = new Set(rehearsed.map(({ resource }) => keyOf(resource.id)));
  const ignored = others
    .filter(({ id }) => !named.has(keyOf(String(id))))
    .map((one): Change => ({ resourceId: String(one['id']), changeType: 'Ignore', before: one, after: one }));
  const changes = [...rehearsed.map(changeOf), ...ignored];
  const shown = format === 'FullResourcePayloads' ? changes : changes.map(withoutPayload);
  return withoutSecretsIn(shown, deployment.running?.secrets ?? []);
}

function changeOf({ resource, wanted, before, after, unsupported }: Rehearsed): Change {
  const { id: resourceId } = resource;
  if (unsupported !== undefined) return { resourceId, changeType: 'Unsupported', unsupportedReason: unsupported };
  if (before === undefined) return { resourceId, changeType: 'Create', after: snapshotOfNew(resource, wanted) };
  const was = snapshotOf(resource, before);
  const willBe = asObject(
    after === undefined ? overlay(was, wanted) : withExpressions(snapshotOf(resource, after), wanted),
  );
  const delta = deltaOf(was, willBe);
  return { resourceId, changeType: delta.length === 0 ? 'NoChange' : 'Modify', before: was, after: willBe, delta };
}

/** `ResourceIdOnly` says what will be put, not what that does. */
function withoutPayload({ resourceId, changeType, unsupportedReason }: Change): Change {
  const isPut = changeType === 'Modify' || changeType === 'NoChange';
  return {
    resourceId,
    changeType: isPut ? 'Deploy' : changeType,
    ...(unsupportedReason === undefined ? {} : { unsupportedReason }),
  };
}

/** What stands in the deployment's group, as far as the caller may see it; nothing for one to a subscription. */
export function othersOf(deployment: Deployment, scope: string, performer: Performer): Json[] {
  if (deployment.resourceGroup === undefined) return [];
  const request: InnerRequest = requestOf(deployment, 'GET', `${scope}/resources`, '2021-04-01');
  try {
    return asList(asObject(performer.perform(request).body)['value']).map(asObject);
  } catch (error) {
    if (error instanceof ArmError) return [];
    throw error;
  }
}
