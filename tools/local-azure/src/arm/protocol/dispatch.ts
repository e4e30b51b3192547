import { type ServerResponse } from 'node:http';
import { type Clock } from '@aro-rp/time';
import { type NextFunction, raw, type Request, type RequestHandler, type Response } from 'express';
import { type Claims } from '../../host/context.ts';
import { type ActivityLog } from '../activity-log.ts';
import { denials } from '../model/authorization/words.ts';
import { ArmError } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { type Store } from '../store.ts';
import { type Authenticator } from './authenticate.ts';
import { attributesOf } from './condition-attributes.ts';
import {
  type Answer,
  type Arrived,
  bodyHash,
  type Call,
  decodePath,
  readCall,
  requireApiVersion,
  single,
} from './call.ts';
import { requiredRight } from './required-right.ts';

/** Path parameters, decoded. */
export type Parameters = Record<string, string>;

/** Works a request at once, inside a transaction that its record in the activity log belongs to. */
export type LocalHandler = (call: Call, parameters: Parameters) => Answer;

/** Works a request that waits for somebody else. */
export type RemoteHandler = (call: Call, parameters: Parameters) => Promise<Answer>;

interface Locals {
  call: Call;
  n: number;
}

/** SDKs put an id that begins with a slash behind an endpoint that ends in one: `//subscriptions/...`. */
export const collapseSlashes: RequestHandler = (request, _response, next) => {
  request.url = request.url.replace(/^[^?]*/, (path) => path.replace(/\/{2,}/g, '/'));
  next();
};

export interface Dispatch {
  /** Reads, authenticates and records. Comes before every route but the metadata's. */
  arrive(request: Request, response: Response, next: NextFunction): Promise<void>;
  /** What a local handler needs and cannot wait for; what it throws is nobody's answer. */
  before(work: (call: Call, parameters: Parameters) => Promise<void>): RequestHandler;
  local(handler: LocalHandler): (request: Request, response: Response) => void;
  remote(handler: RemoteHandler): (request: Request, response: Response) => Promise<void>;
  /**
   * Works and records a request that has no socket: one that a deployment makes.
   * @param also is part of the same transaction
   * @throws what the handler throws
   */
  inner(call: Call, parameters: Parameters, handler: LocalHandler, also?: (answer: Answer) => void): Answer;
  /** The same for one that waits for somebody else. @returns refusals as answers */
  innerRemote(call: Call, parameters: Parameters, handler: RemoteHandler): Promise<Answer>;
}

export interface DispatchOptions {
  store: Store;
  log: ActivityLog;
  model: Model;
  clock: Clock;
  authenticator: Authenticator;
  origin: string;
  region: string;
  /** Seconds, for what is refused only for now. */
  retryAfter: number;
  /** An error that no client caused. */
  report(error: unknown): void;
}

const readBody = raw({ type: () => true, limit: '4mb' });

export function createDispatch(options: DispatchOptions): Dispatch {
  const { store, log, model, clock, authenticator, origin, region, retryAfter, report } = options;

  const begin = (arrived: Arrived, caller: string | undefined): number => {
    const hash = bodyHash(arrived.body);
    return log.begin({
      method: arrived.method,
      path: arrived.path,
      query: arrived.search.slice(1),
      ...(caller === undefined ? {} : { caller }),
      correlationId: arrived.correlationId,
      clientRequestId: arrived.clientRequestId,
      ...(arrived.inner === undefined ? {} : { deployment: arrived.inner.deployment }),
      ...(hash === undefined ? {} : { bodyHash: hash }),
    });
  };

  const send = (response: ServerResponse, arrived: Arrived, answer: Answer): void => {
    const headers = standardHeaders(arrived, region, clock.now());
    const { body } = answer;
    const bytes = Buffer.isBuffer(body) ? body : body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const type =
      bytes === undefined || Buffer.isBuffer(body) ? {} : { 'Content-Type': 'application/json; charset=utf-8' };
    response.writeHead(answer.status, {
      ...headers,
      ...type,
      ...answer.headers,
      ...(answer.status === 204 || answer.status === 304 ? {} : { 'Content-Length': String(bytes?.length ?? 0) }),
    });
    response.end(arrived.method === 'HEAD' ? undefined : bytes);
  };

  const refuse = (response: ServerResponse, arrived: Arrived, n: number, error: unknown): void => {
    if (!(error instanceof ArmError)) report(error);
    const answer = toAnswer(error, retryAfter);
    log.complete(n, { status: answer.status });
    send(response, arrived, answer);
  };

  const judge = (call: Call, parameters: Parameters): void => {
    requireApiVersion(call);
    const id = parameters['subscriptionId'];
    if (id !== undefined) authenticator.requireTenant(call.caller, model.subscriptions.require(id));
    const refusal = refusalOf(call);
    if (refusal) throw refusal;
  };

  const refusalOf = (call: Call): ArmError | undefined => {
    const { method, path, caller } = call;
    const right = requiredRight(method, path);
    if (right.kind === 'none') return undefined;
    const { action, scope } = right;
    if (right.kind === 'action')
      return model.access.refuse(caller, action, scope, attributesOf(call, model.authorization.assignments));
    return model.authorization.rights.knows(caller, right.subscriptionId)
      ? undefined
      : denials.unauthorized(caller, action, scope);
  };

  return {
    async arrive(request, response, next) {
      model.operations.settle();
      const { body, fault } = await bodyOf(request, response);
      const arrived = readCall(request, body, origin);
      let caller: Claims;
      try {
        caller = await authenticator.authenticate(single(request.headers.authorization));
      } catch (error) {
        return refuse(response, arrived, begin(arrived, undefined), error);
      }
      const n = begin(arrived, caller.appid);
      if (fault) return refuse(response, arrived, n, fault);
      if (decodePath(arrived.rawPath) === undefined) return refuse(response, arrived, n, undecodable());
      Object.assign(response.locals, { call: { ...arrived, caller }, n } satisfies Locals);
      next();
    },
    before: (work) => (request, response, next) => {
      const { call } = response.locals as Locals;
      work(call, request.params as Parameters)
        .catch(report)
        .then(() => next(), next);
    },
    local: (handler) => (request, response) => {
      const { call, n } = response.locals as Locals;
      const parameters = request.params as Parameters;
      let answer: Answer;
      try {
        answer = store.transaction(() => {
          judge(call, parameters);
          const worked = handler(call, parameters);
          log.complete(n, worked);
          return worked;
        });
      } catch (error) {
        return refuse(response, call, n, error);
      }
      send(response, call, answer);
    },
    inner(call, parameters, handler, also) {
      const n = begin(call, call.caller.appid);
      try {
        return store.transaction(() => {
          judge(call, parameters);
          const worked = handler(call, parameters);
          log.complete(n, worked);
          also?.(worked);
          return worked;
        });
      } catch (error) {
        log.complete(n, { status: toAnswer(error, retryAfter).status });
        throw error;
      }
    },
    async innerRemote(call, parameters, handler) {
      const n = begin(call, call.caller.appid);
      let answer: Answer;
      try {
        judge(call, parameters);
        answer = await handler(call, parameters);
      } catch (error) {
        if (!(error instanceof ArmError)) report(error);
        answer = toAnswer(error, retryAfter);
      }
      log.complete(n, answer);
      return answer;
    },
    remote: (handler) => async (request, response) => {
      const { call, n } = response.locals as Locals;
      const parameters = request.params as Parameters;
      let answer: Answer;
      try {
        judge(call, parameters);
        answer = await handler(call, parameters);
        log.complete(n, answer);
      } catch (error) {
        return refuse(response, call, n, error);
      }
      send(response, call, answer);
    },
  };
}

const undecodable = (): ArmError => new ArmError(400, 'BadRequest', 'The path of the request cannot be decoded.');

/** Reads up to 4 MB, as Azure Resource Manager does. */
function bodyOf(request: Request, response: Response): Promise<{ body: Buffer; fault?: ArmError }> {
  return new Promise((resolve) => {
    readBody(request, response, (error?: unknown) => {
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      if (error === undefined) return resolve({ body });
      const tooLarge = (error as { type?: string }).type === 'entity.too.large';
      const fault = tooLarge
        ? new ArmError(413, 'RequestEntityTooLarge', 'The request content size exceeds the maximum size of 4 MB.')
        : new ArmError(400, 'BadRequest', 'The body of the request cannot be read.');
      resolve({ body, fault });
    });
  });
}

function toAnswer(error: unknown, retryAfter: number): Answer {
  if (error instanceof ArmError) {
    const { status, extra } = error;
    const headers = { ...(status === 429 && { 'Retry-After': String(retryAfter) }), ...extra.headers };
    return { status, body: { error: error.toBody() }, headers };
  }
  return {
    status: 500,
    body: { error: { code: 'InternalServerError', message: 'Encountered internal server error.' } },
  };
}

function standardHeaders(arrived: Arrived, region: string, now: number): Record<string, string> {
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '');
  const kind =
    arrived.method === 'GET' || arrived.method === 'HEAD'
      ? 'reads'
      : arrived.method === 'DELETE'
        ? 'deletes'
        : 'writes';
  return {
    'Cache-Control': 'no-cache',
    'X-Content-Type-Options': 'nosniff',
    'x-ms-request-id': arrived.requestId,
    'x-ms-correlation-request-id': arrived.correlationId,
    'x-ms-routing-request-id': `${region.toUpperCase()}:${stamp}:${arrived.requestId}`,
    [`x-ms-ratelimit-remaining-subscription-${kind}`]: kind === 'reads' ? '11999' : '1199',
    ...(single(arrived.headers['x-ms-return-client-request-id'])?.toLowerCase() === 'true'
      ? { 'x-ms-client-request-id': arrived.clientRequestId }
      : {}),
  };
}
