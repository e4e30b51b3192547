import { randomUUID } from 'node:crypto';
import { ArmError } from '../model/errors.ts';
import { type ForwardedDeletion, type ForwardedDeletions } from '../model/group-deletion.ts';
import { asObject } from '../model/json.ts';
import { keyOf, parseResourcePath } from '../model/resource-id.ts';
import { type Resource } from '../model/resource.ts';
import { type Frontend } from './frontend.ts';
import { systemDataHeader } from './headers.ts';
import { parse, type TrackedResources } from './tracked-resources.ts';

export interface DeletionOptions {
  frontend: Frontend;
  tracked: TrackedResources;
  origin: string;
  tenantOf(subscriptionId: string): string;
}

export interface Deletions extends ForwardedDeletions {
  /** Asks for every resource of the subscription that is being deleted, and forgets those that are gone. */
  refresh(subscriptionId: string, erase: (id: string) => void): Promise<void>;
}

/** Answers that say "later": the provider is busy, or not there. A 409 may be another order's success (ARM RPC, addendum). */
const passing = (status: number): boolean => status === 408 || status === 409 || status === 429 || status >= 500;

/** Deletes resources behind the front door for their group: DELETE once, then GET until it is 404. */
export function createForwardedDeletions(options: DeletionOptions): Deletions {
  const { frontend, tracked, origin, tenantOf } = options;
  const underWay = new Set<string>();
  const answers = new Map<string, ForwardedDeletion>();

  const send = (method: string, resource: Resource) => {
    const path = `${resource.id}?api-version=${resource.forwarded?.apiVersion ?? ''}`;
    const tenant = tenantOf(parseResourcePath(resource.id)?.subscriptionId ?? '');
    return frontend.send({
      method,
      path,
      headers: {
        accept: 'application/json',
        referer: `${origin}${path}`,
        'x-ms-correlation-request-id': randomUUID(),
        'x-ms-client-request-id': randomUUID(),
        'x-ms-client-tenant-id': tenant,
        'x-ms-home-tenant-id': tenant,
        ...(method === 'DELETE' ? systemDataHeader(resource.forwarded?.systemData) : {}),
      },
    });
  };

  const begin = async (resource: Resource): Promise<ForwardedDeletion> => {
    const { status, body } = await send('DELETE', resource);
    if (status === 204 || status === 404 || status === 200) return 'gone';
    if (passing(status)) return 'retry';
    if (status !== 202) return { refused: body.toString('utf8') };
    tracked.markDeleting(resource.id, true);
    return 'deleting';
  };

  const look = async (resource: Resource): Promise<ForwardedDeletion> => {
    const { status, body } = await send('GET', resource);
    if (status === 404) return 'gone';
    if (status !== 200) return 'retry';
    const state = asObject(parse(body)['properties'])['provisioningState'];
    if (!['Succeeded', 'Failed', 'Canceled'].includes(String(state))) return 'deleting';
    tracked.markDeleting(resource.id, false);
    return {
      refused: JSON.stringify({
        error: { code: 'DeletionFailed', message: `The deletion of '${resource.id}' ended; it is ${String(state)}.` },
      }),
    };
  };

  const ask = async (resource: Resource): Promise<ForwardedDeletion> => {
    try {
      return await (resource.forwarded?.deleting === true ? look(resource) : begin(resource));
    } catch (error) {
      if (error instanceof ArmError) return 'retry';
      throw error;
    }
  };

  return {
    advance(resource) {
      const key = keyOf(resource.id);
      if (underWay.has(key)) return 'deleting';
      const answer = answers.get(key);
      answers.delete(key);
      if (answer === 'gone' || typeof answer === 'object') return answer;
      underWay.add(key);
      void ask(resource)
        .then((next) => answers.set(key, next))
        .catch(() => answers.set(key, 'retry'))
        .finally(() => underWay.delete(key));
      return answer;
    },
    async refresh(subscriptionId, erase) {
      const found = tracked.deleting(subscriptionId);
      const looked = await Promise.all(found.map(async (resource) => ({ resource, answer: await ask(resource) })));
      for (const { resource, answer } of looked) if (answer === 'gone') erase(resource.id);
    },
  };
}
