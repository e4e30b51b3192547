import { type Clock, type Duration, toInstant } from '@aro-rp/time';
import { type Deployment, type DeploymentPlace, deploymentsPath, isEnded } from '../model/deployments/deployment.ts';
import { type DeploymentRequest } from '../model/deployments/accept.ts';
import { type Deployments } from '../model/deployments/deployments.ts';
import { showDeployment, showOperations, showValidation } from '../model/deployments/show.ts';
import { ArmError } from '../model/errors.ts';
import { type Json } from '../model/json.ts';
import { type Model } from '../model/index.ts';
import { keyOf } from '../model/resource-id.ts';
import { type Answer, type Call, queryOf, requireApiVersion } from './call.ts';
import { readDeploymentRequest } from './deployment-request.ts';
import { type Parameters } from './dispatch.ts';
import { acceptedDelete } from './long-running.ts';
import { page } from './paging.ts';
import { type LocalRoutes } from './routes.ts';
import { createWhatIf } from './what-if.ts';

export interface DeploymentRoutesOptions {
  deployments: Deployments;
  model: Pick<Model, 'operations' | 'groups' | 'access'>;
  clock: Clock;
  /** The region, for operations of deployments to groups. */
  region: string;
  retryAfter: number;
  /** How long a what-if takes. */
  duration: Duration;
}

/** Microsoft.Resources/deployments, in groups and in subscriptions. */
export function deploymentRoutes(options: DeploymentRoutesOptions): LocalRoutes {
  const { deployments, model, clock, region, retryAfter } = options;
  const now = () => toInstant(clock.now());
  const whatIf = createWhatIf(options);

  const placeOf = ({ subscriptionId = '', group }: Parameters): DeploymentPlace => ({
    subscriptionId,
    ...(group === undefined ? {} : { resourceGroup: model.groups.find(subscriptionId, group)?.name ?? group }),
  });
  const judge = (call: Call, { name }: Parameters, place: DeploymentPlace, verb: string): void => {
    const scope = `${deploymentsPath(place)}${name === undefined ? '' : `/${name}`}`;
    const refusal = model.access.refuse(call.caller, `Microsoft.Resources/deployments/${verb}`, scope);
    if (refusal) throw refusal;
  };
  const find = (call: Call, parameters: Parameters, verb = 'read'): Deployment => {
    const place = placeOf(parameters);
    judge(call, parameters, place, verb);
    return deployments.require(place, parameters['name'] ?? '');
  };
  const request = (call: Call, parameters: Parameters, verb: string): DeploymentRequest => {
    const place = placeOf(parameters);
    judge(call, parameters, place, verb);
    return readDeploymentRequest(call, place, parameters['name'] ?? '');
  };

  const one: LocalRoutes[string] = {
    get: (call, parameters) => ({ status: 200, body: showDeployment(find(call, parameters), now()) }),
    head: (call, parameters) => {
      find(call, parameters);
      return { status: 204 };
    },
    put: (call, parameters) => {
      const { deployment, effect } = deployments.put(request(call, parameters, 'write'));
      return {
        status: effect === 'created' ? 201 : 200,
        headers: { 'Azure-AsyncOperation': statusUrl(call, deployment), 'Retry-After': String(retryAfter) },
        body: showDeployment(deployment, now()),
        effect,
        resourceId: deployment.id,
      };
    },
    delete: (call, parameters) => {
      const place = placeOf(parameters);
      judge(call, parameters, place, 'delete');
      const name = parameters['name'] ?? '';
      if (!deployments.remove(place, name)) return { status: 204 };
      const resourceId = `${deploymentsPath(place)}/${name}`;
      const operation = model.operations.start({
        subscriptionId: place.subscriptionId,
        location: region,
        apiVersion: requireApiVersion(call),
        work: { kind: 'delete', resourceId },
      });
      return { ...acceptedDelete(call.origin, operation, retryAfter), effect: 'deleted', resourceId };
    },
  };

  const operations = (call: Call, parameters: Parameters) => showOperations(find(call, parameters), now());

  const below: LocalRoutes = {
    '': {
      get: (call, parameters) => {
        const place = placeOf(parameters);
        judge(call, parameters, place, 'read');
        if (place.resourceGroup !== undefined) model.groups.require(place.subscriptionId, place.resourceGroup);
        const found = deployments.list(place).filter(stateFilter(queryOf(call, '$filter')));
        return {
          status: 200,
          body: page(
            call,
            found,
            ({ id }) => keyOf(id),
            (each) => showDeployment(each, now()),
          ),
        };
      },
    },
    '/:name': one,
    '/:name/validate': {
      post: (call, parameters) => ({
        status: 200,
        body: showValidation(deployments.validate(request(call, parameters, 'validate/action')), now()),
      }),
    },
    '/:name/whatIf': {
      post: (call, parameters) => whatIf.begin(call, request(call, parameters, 'whatIf/action')),
    },
    '/:name/cancel': {
      post: (call, parameters) => {
        const { id, name } = find(call, parameters, 'cancel/action');
        deployments.cancel(placeOf(parameters), name);
        return { status: 204, effect: 'updated', resourceId: id };
      },
    },
    '/:name/exportTemplate': {
      post: (call, parameters) => ({
        status: 200,
        body: { template: find(call, parameters, 'exportTemplate/action').source },
      }),
    },
    '/:name/operations': {
      get: (call, parameters) => ({
        status: 200,
        body: page(
          call,
          operations(call, parameters),
          ({ key }) => key,
          ({ shown }) => shown,
        ),
      }),
    },
    '/:name/operations/:operationId': {
      get: (call, parameters) => {
        const found = operations(call, parameters).find(({ key }) => key === keyOf(parameters['operationId'] ?? ''));
        if (found) return { status: 200, body: found.shown };
        throw new ArmError(
          404,
          'DeploymentOperationNotFound',
          `The deployment operation '${parameters['operationId'] ?? ''}' could not be found.`,
        );
      },
    },
    '/:name/operationStatuses/:operationId': {
      get: (call, parameters) => statusOf(find(call, parameters), parameters['operationId'] ?? '', retryAfter),
    },
  };

  const roots = ['/subscriptions/:subscriptionId/resourceGroups/:group', '/subscriptions/:subscriptionId'];
  const under = (prefix: string, wanted: (path: string) => boolean) =>
    roots.flatMap((root) =>
      Object.entries(below)
        .filter(([path]) => wanted(path))
        .map(([path, handlers]): [string, LocalRoutes[string]] => [`${root}${prefix}${path}`, handlers]),
    );
  return Object.fromEntries([
    ...under('/providers/Microsoft.Resources/deployments', () => true),
    // The SDKs ask for operations without the provider.
    ...under('/deployments', (path) => path.startsWith('/:name/operations')),
    ...Object.entries(whatIf.results),
  ]);
}

const statusUrl = (call: Call, { id, operationId }: Deployment): string =>
  `${call.origin}${id.split('/').map(encodeURIComponent).join('/')}/operationStatuses/${operationId}?api-version=${requireApiVersion(call)}`;

/** The status document of the run that the URL was given out for. */
function statusOf(deployment: Deployment, operationId: string, retryAfter: number): Answer {
  if (deployment.operationId !== operationId)
    throw new ArmError(
      404,
      'DeploymentOperationNotFound',
      `The deployment operation '${operationId}' could not be found.`,
    );
  const { state, fault } = deployment;
  const body: Json = { status: state, ...(fault === undefined ? {} : { error: fault }) };
  return { status: 200, body, ...(isEnded(deployment) ? {} : { headers: { 'Retry-After': String(retryAfter) } }) };
}

function stateFilter(text: string | undefined): (deployment: Deployment) => boolean {
  if (text === undefined || text.trim() === '') return () => true;
  const state = /^\s*provisioningState\s+eq\s+'(\w+)'\s*$/i.exec(text)?.[1]?.toLowerCase();
  if (state === undefined)
    throw new ArmError(400, 'InvalidFilterInQueryString', `Invalid $filter '${text}' specified in the query string.`);
  return (deployment) => deployment.state.toLowerCase() === state;
}
