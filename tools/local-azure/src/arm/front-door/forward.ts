import { type Clock } from '@aro-rp/time';
import { refusals } from '../model/errors.ts';
import { isObject, type Json } from '../model/json.ts';
import { type Model } from '../model/index.ts';
import { redHatOpenShiftNamespace } from '../model/providers/red-hat-open-shift.ts';
import { parseResourcePath, type ResourcePath } from '../model/resource-id.ts';
import { type Call, requireApiVersion } from '../protocol/call.ts';
import { type RemoteHandler } from '../protocol/dispatch.ts';
import { type Frontend } from './frontend.ts';
import { answerHeaders, requestHeaders, systemDataOf } from './headers.ts';
import { type TrackedResources } from './tracked-resources.ts';

const writes = ['PUT', 'PATCH', 'DELETE', 'POST'];

/** What the front door forwards, beside what its own routes answer (`GET /providers/...` and registration). */
export const forwardedPaths = [
  `/providers/${redHatOpenShiftNamespace}/*rest`,
  `/subscriptions/:subscriptionId/providers/${redHatOpenShiftNamespace}/*rest`,
  `/subscriptions/:subscriptionId/resourceGroups/:group/providers/${redHatOpenShiftNamespace}/*rest`,
];

/**
 * The front door: judges what Azure Resource Manager judges by itself, asks the provider, and passes the answer back.
 * Path, query and body arrive there as the client sent them.
 */
export function createForwarder(
  model: Model,
  frontend: Frontend,
  tracked: TrackedResources,
  clock: Clock,
  region: string,
): RemoteHandler {
  const judge = (call: Call, path: ResourcePath): void => {
    const { subscriptionId, resourceGroup } = path;
    model.registrations.require(subscriptionId, redHatOpenShiftNamespace);
    if (resourceGroup === undefined) return;
    if (call.method === 'PUT') {
      model.groups.requireWritable(subscriptionId, resourceGroup);
      if (isTopLevel(path)) {
        const [body, type] = [readBody(call), `${path.namespace}/${path.types.join('/')}`];
        model.locations.forResource(body['location'], type);
        const refusal = model.access.refuseContent({ id: call.path, name: path.names[0] ?? '', type, body });
        if (refusal) throw refusal;
      }
    } else {
      model.groups.require(subscriptionId, resourceGroup);
    }
  };

  return async (call) => {
    const { method, rawPath, search, body } = call;
    const path = parseResourcePath(call.path);
    if (path) judge(call, path);
    const subscriptionId = path?.subscriptionId;
    const known = tracked.find(call.path)?.forwarded;
    const before = known?.deleting === true && method === 'PUT' ? undefined : known?.systemData;
    const systemData = writes.includes(method) ? systemDataOf(call.caller, clock.now(), before) : undefined;
    const homeTenantId =
      subscriptionId === undefined ? undefined : model.subscriptions.require(subscriptionId).tenantId;

    const answer = await frontend.send({
      method,
      path: `${rawPath}${search}`,
      headers: requestHeaders(call, { homeTenantId, region, systemData }),
      ...(body.length === 0 ? {} : { body }),
    });

    const effect =
      path && isTopLevel(path)
        ? tracked.learn({
            method,
            id: call.path,
            path,
            apiVersion: requireApiVersion(call),
            requestBody: method === 'PUT' || method === 'PATCH' ? readBody(call) : {},
            systemData,
            answer,
          })
        : 'none';
    return {
      status: answer.status,
      headers: answerHeaders(answer.headers),
      ...(answer.body.length === 0 ? {} : { body: answer.body }),
      effect,
      ...(path && isTopLevel(path) ? { resourceId: call.path } : {}),
    };
  };
}

/** A resource that stands in its group by itself, as opposed to a list, an action or a child. */
const isTopLevel = (path: ResourcePath): boolean =>
  path.resourceGroup !== undefined && path.types.length === 1 && path.names.length === 1;

/** @throws ArmError unless it is a JSON object; nothing is said of its content type, which the provider judges */
function readBody(call: Call): Json {
  try {
    const value = JSON.parse(call.body.toString('utf8')) as unknown;
    if (isObject(value)) return value;
  } catch {
    // The parser's message would quote the body.
  }
  throw refusals.invalidContent('the body is no JSON object');
}
