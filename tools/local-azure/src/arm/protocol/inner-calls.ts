import { randomUUID } from 'node:crypto';
import { type FaultAction, type Faults } from '../../faults/index.ts';
import { ArmError, refusals } from '../model/errors.ts';
import {
  type InnerAnswer,
  type InnerRequest,
  type Performer,
  type RemotePerformer,
} from '../model/deployments/performer.ts';
import { parseResourcePath } from '../model/resource-id.ts';
import { type Call } from './call.ts';
import { type Dispatch, type RemoteHandler } from './dispatch.ts';
import { createRouteMatch } from './route-match.ts';
import { type LocalRoutes } from './routes.ts';

/**
 * The requests that deployments make: the same routes as a client's, the same records, and the faults that were asked
 * for on `arm`. What a fault does to a connection is an answer that never comes: 504.
 */
export function createPerformer(
  dispatch: Pick<Dispatch, 'inner'>,
  routes: () => readonly LocalRoutes[],
  faults: Pick<Faults, 'strike'>,
  origin: string,
): Performer {
  let match: ReturnType<typeof createRouteMatch> | undefined;
  return {
    perform(request, also) {
      const call = callOf(request, origin);
      const fault = faults.strike('arm', call.method, `${call.rawPath}${call.search}`, 'deployment');
      if (fault && fault.kind !== 'delay' && fault.kind !== 'lose-answer') throw refusalOf(fault);
      match ??= createRouteMatch(routes());
      const found = match(request.method, request.path);
      if (!found) throw refusals.methodNotAllowed(request.method);
      const answer = dispatch.inner(
        call,
        found.parameters,
        found.handler,
        fault?.kind === 'lose-answer' ? undefined : also,
      );
      if (fault?.kind === 'lose-answer') throw noAnswer();
      return answer;
    },
  };
}

/** The same requests at a provider behind the front door. */
export function createRemotePerformer(
  dispatch: Pick<Dispatch, 'innerRemote'>,
  forward: RemoteHandler,
  faults: Pick<Faults, 'strike'>,
  origin: string,
): RemotePerformer {
  return {
    async perform(request) {
      const call = callOf(request, origin);
      const fault = faults.strike('arm', call.method, `${call.rawPath}${call.search}`, 'deployment');
      if (fault && fault.kind !== 'delay' && fault.kind !== 'lose-answer') return answerOf(refusalOf(fault));
      const { subscriptionId = '' } = parseResourcePath(call.path) ?? {};
      const { status, headers, body } = await dispatch.innerRemote(call, { subscriptionId }, forward);
      if (fault?.kind === 'lose-answer') return answerOf(noAnswer());
      return { status, ...(headers && { headers }), body: Buffer.isBuffer(body) ? jsonIn(body) : body };
    },
  };
}

const answerOf = (error: ArmError): InnerAnswer => ({ status: error.status, body: { error: error.toBody() } });

/** A provider's answer; whatever else it sends is no answer to a deployment. */
function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

const noAnswer = (): ArmError =>
  new ArmError(504, 'GatewayTimeout', 'The gateway did not receive a response from the resource provider.');

const refusalOf = (fault: FaultAction): ArmError =>
  fault.kind === 'status'
    ? new ArmError(
        fault.status,
        fault.code ?? codes[fault.status] ?? 'InternalServerError',
        fault.message ?? 'A fault was asked for.',
      )
    : noAnswer();

const codes: Record<number, string> = { 409: 'Conflict', 429: 'TooManyRequests', 503: 'ServiceUnavailable' };

function callOf(request: InnerRequest, origin: string): Call {
  const { method, path, apiVersion, body, caller, correlationId, deployment, secrets } = request;
  const search = `?api-version=${encodeURIComponent(apiVersion)}`;
  const rawPath = path.split('/').map(encodeURIComponent).join('/');
  return {
    method,
    path,
    rawPath,
    search,
    query: new URLSearchParams(search),
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
    origin,
    url: `${origin}${rawPath}${search}`,
    correlationId,
    clientRequestId: randomUUID(),
    requestId: randomUUID(),
    caller,
    inner: { deployment, secrets },
  };
}
