import { type Parameters } from '../../template/index.ts';
import { isSecure } from '../../template/parameters.ts';
import { type Json } from '../json.ts';
import { type Deployment, isEnded, type ResourceWork } from './deployment.ts';
import { statusName } from './faults.ts';

/** ISO 8601, as Azure writes how long something took. */
export function durationBetween(start: string, end: string): string {
  const total = Math.max(0, Date.parse(end) - Date.parse(start)) / 1_000;
  const [hours, minutes] = [Math.floor(total / 3_600), Math.floor(total / 60) % 60];
  const rest = total - hours * 3_600 - minutes * 60;
  return `PT${hours > 0 ? `${hours}H` : ''}${minutes > 0 ? `${minutes}M` : ''}${Number(rest.toFixed(3))}S`;
}

/** Secure ones have no value here, nor anywhere else that is shown. */
const showValues = (values: Parameters): Json =>
  Object.fromEntries(
    Object.entries(values).map(([name, { type, value }]) => [name, isSecure(type) ? { type } : { type, value }]),
  );

/** GET of a deployment. @param now ISO 8601 */
export function showDeployment(deployment: Deployment, now: string): Json {
  const { id, name, location, tags, state, mode, correlationId, outputs, fault } = deployment;
  const stamp = deployment.endTime ?? now;
  const deployed = deployment.resources.filter(({ condition }) => condition);
  return {
    id,
    name,
    type: 'Microsoft.Resources/deployments',
    ...(location === undefined ? {} : { location }),
    ...(tags === undefined ? {} : { tags }),
    properties: {
      templateHash: deployment.templateHash,
      parameters: showValues(deployment.parameters),
      mode,
      provisioningState: state,
      timestamp: stamp,
      duration: durationBetween(deployment.startTime, stamp),
      correlationId,
      providers: deployment.providers,
      dependencies: dependenciesOf(deployment),
      ...(outputs === undefined ? {} : { outputs: showValues(outputs) }),
      ...(isEnded(deployment)
        ? { outputResources: deployed.filter(({ work }) => work.state === 'succeeded').map((one) => ({ id: one.id })) }
        : {}),
      ...(fault === undefined ? {} : { error: fault }),
    },
  };
}

/** Answers of validate: nothing is deployed. */
export function showValidation(deployment: Deployment, now: string): Json {
  const { properties, ...rest } = showDeployment(deployment, now);
  return {
    ...rest,
    properties: {
      ...(properties as Json),
      provisioningState: 'Succeeded',
      validatedResources: deployment.resources.filter(({ condition }) => condition).map(({ id }) => ({ id })),
    },
  };
}

const asReference = (one: { id: string; type: string; name: string }): Json => ({
  id: one.id,
  resourceType: one.type,
  resourceName: one.name,
});

function dependenciesOf({ resources }: Deployment): Json[] {
  const byId = new Map(resources.map((one) => [one.id.toLowerCase(), one]));
  return resources
    .filter(({ dependsOn }) => dependsOn.length > 0)
    .map((one) => ({
      dependsOn: one.dependsOn.flatMap((id) => {
        const found = byId.get(id.toLowerCase());
        return found ? [asReference(found)] : [];
      }),
      ...asReference(one),
    }));
}

/** The operations of a deployment, one for each resource that was begun. @param now ISO 8601 */
export function showOperations(deployment: Deployment, now: string): { key: string; shown: Json }[] {
  return deployment.resources
    .filter(({ work }) => work.startTime !== undefined)
    .map((one) => ({
      key: one.work.operationId,
      shown: {
        id: `${deployment.id}/operations/${one.work.operationId}`,
        operationId: one.work.operationId,
        properties: {
          provisioningOperation: 'Create',
          provisioningState: stateOf(one.work),
          timestamp: one.work.endTime ?? now,
          duration: durationBetween(one.work.startTime ?? now, one.work.endTime ?? now),
          trackingId: one.work.operationId,
          ...(one.work.statusCode === undefined ? {} : { statusCode: statusName(one.work.statusCode) }),
          ...(one.work.fault === undefined ? {} : { statusMessage: one.work.fault }),
          targetResource: asReference(one),
        },
      },
    }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

const stateOf = ({ state }: ResourceWork): string =>
  state === 'succeeded' ? 'Succeeded' : state === 'failed' ? 'Failed' : 'Running';
