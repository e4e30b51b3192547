import { backoff, type Clock, type Duration, milliseconds, seconds, toInstant } from '@aro-rp/time';
import { asObject, isObject, type Json } from '../json.ts';
import { keyOf } from '../resource-id.ts';
import { type Deployment, type DeploymentFault, isEndState, type ResourceWork } from './deployment.ts';
import { operationFault } from './faults.ts';
import { type InnerAnswer, type InnerRequest, type RemotePerformer } from './performer.ts';

/** Thrown for what a provider has been asked and has not answered yet; whoever waits is called when it has. */
export class AwaitsProvider extends Error {
  override readonly name = 'AwaitsProvider';
}

/** What deployments ask of a provider behind the front door, whose answers come later. */
export interface AtProvider {
  /** Whether the resource at `id` is such a provider's. */
  serves(id: string): boolean;
  /**
   * PUTs a resource and follows it to its end, or goes on following where `work` has a status URL. Idempotent; a PUT
   * whose answer was lost with the process is sent again, which changes nothing more.
   * @param request is asked when it is sent
   * @returns what has come of it since, to be stored
   */
  put(deployment: Deployment, id: string, work: ResourceWork, request: () => InnerRequest): Partial<ResourceWork>;
  /** GET, or POST of an action. @throws AwaitsProvider until there is an answer */
  read(request: InnerRequest): InnerAnswer;
  /** What was read may be otherwise now. */
  forgetReads(deploymentId: string): void;
  /** Follows nothing of the deployment any more. */
  forget(deploymentId: string): void;
  close(): void;
}

export interface AtProviderOptions {
  clock: Clock;
  remote: RemotePerformer;
  serves(id: string): boolean;
  /** Called when there is something new. */
  wake(): void;
  report(error: unknown): void;
}

/** How often what may pass is tried (429, 5xx, nobody there), and how long between. */
const tries = 10;
const waits = { first: seconds(1), cap: seconds(15) };

export function createAtProvider({ clock, remote, serves, wake, report }: AtProviderOptions): AtProvider {
  const closed = new AbortController();
  const puts = new Map<string, Partial<ResourceWork>>();
  const reads = new Map<string, InnerAnswer | undefined>();

  const pause = (wait: Duration): Promise<void> =>
    new Promise((resolve) => {
      clock.schedule(wait, resolve);
    });

  const perform = async (request: () => InnerRequest): Promise<InnerAnswer> => {
    for (let attempt = 0; ; attempt++) {
      const answer = await remote.perform(request());
      if (closed.signal.aborted || !mayPass(answer) || attempt + 1 === tries) return answer;
      await pause(retryAfterOf(answer) ?? backoff(waits, attempt));
    }
  };

  /** @param tell stores what is new; false when nobody is interested any more */
  const follow = async (
    request: () => InnerRequest,
    begun: string | undefined,
    tell: (work: Partial<ResourceWork>) => boolean,
  ): Promise<void> => {
    let statusUrl = begun;
    if (statusUrl === undefined) {
      const answer = await perform(request);
      const { status: statusCode } = answer;
      if (statusCode >= 400) return void tell({ state: 'failed', statusCode, fault: asObject(answer.body) });
      statusUrl = statusUrlOf(answer);
      if (statusUrl === undefined) return void tell({ state: 'succeeded', statusCode });
      if (!tell({ statusCode, awaits: { kind: 'provider', statusUrl } })) return;
    }
    const { pathname, searchParams } = new URL(statusUrl);
    const { body: _body, ...rest } = request();
    const look: InnerRequest = {
      ...rest,
      method: 'GET',
      path: decodeURIComponent(pathname),
      apiVersion: searchParams.get('api-version') ?? rest.apiVersion,
    };
    for (;;) {
      const answer = await perform(() => look);
      const ended = endOf(answer);
      if (ended) return void tell(ended);
      if (closed.signal.aborted || !tell({})) return;
      await pause(retryAfterOf(answer) ?? waits.first);
    }
  };

  return {
    serves,
    put(deployment, id, work, request) {
      const key = putKey(deployment.id, id);
      const known = puts.get(key);
      if (known) return known;
      puts.set(key, {});
      const begun = work.awaits?.kind === 'provider' ? work.awaits.statusUrl : undefined;
      const tell = (news: Partial<ResourceWork>): boolean => {
        const before = puts.get(key);
        if (!before || closed.signal.aborted) return false;
        const isEnd = news.state === 'failed' || news.state === 'succeeded';
        puts.set(key, { ...before, ...news, ...(isEnd ? { endTime: toInstant(clock.now()) } : {}) });
        if (Object.keys(news).length > 0) wake();
        return true;
      };
      follow(request, begun, tell).catch(report);
      return {};
    },
    read(request) {
      const key = readKey(request);
      const known = reads.get(key);
      if (known) return known;
      if (!reads.has(key)) {
        reads.set(key, undefined);
        perform(() => request)
          .then((answer) => {
            // Forgotten meanwhile: it is asked again by whoever needs it.
            if (reads.has(key)) reads.set(key, answer);
            if (!closed.signal.aborted) wake();
          })
          .catch(report);
      }
      throw new AwaitsProvider(`'${request.path}' has not been answered yet`);
    },
    forgetReads(deploymentId) {
      for (const key of reads.keys()) if (key.startsWith(`${keyOf(deploymentId)}|`)) reads.delete(key);
    },
    forget(deploymentId) {
      this.forgetReads(deploymentId);
      for (const key of puts.keys()) if (key.startsWith(`${keyOf(deploymentId)}|`)) puts.delete(key);
    },
    close: () => closed.abort(),
  };
}

const putKey = (deploymentId: string, id: string): string => `${keyOf(deploymentId)}|${keyOf(id)}`;

const readKey = ({ deployment, method, path, apiVersion, body }: InnerRequest): string =>
  `${keyOf(deployment)}|${method} ${keyOf(path)}?${apiVersion} ${JSON.stringify(body ?? null)}`;

const mayPass = ({ status }: InnerAnswer): boolean => status === 429 || status >= 500;

function retryAfterOf({ headers }: InnerAnswer): Duration | undefined {
  const given = Number(headers?.['retry-after'] ?? NaN);
  return Number.isFinite(given) ? milliseconds(given * 1_000) : undefined;
}

/** Where the progress of an accepted write is (ARM RPC, async-api). */
const statusUrlOf = ({ headers }: InnerAnswer): string | undefined =>
  headers?.['azure-asyncoperation'] ?? headers?.['location'];

/** What the answer of a status URL says of the end; undefined when there is none yet. */
function endOf({ status, body }: InnerAnswer): Partial<ResourceWork> | undefined {
  if (status >= 400) return { state: 'failed', statusCode: status, fault: asObject(body) };
  if (status === 202) return undefined;
  const document = isObject(body) ? body : {};
  const state = document['status'];
  // `Location` leads to the resource itself when all is done.
  if (typeof state !== 'string' || state === 'Succeeded') return { state: 'succeeded' };
  if (!isEndState(state)) return undefined;
  return { state: 'failed', statusCode: 409, fault: operationFault(state, faultIn(document, state)) };
}

function faultIn(document: Json, state: string): DeploymentFault {
  const { error } = document;
  if (isObject(error) && typeof error['code'] === 'string') return error as unknown as DeploymentFault;
  return { code: state, message: `The operation ended as '${state}'.` };
}
