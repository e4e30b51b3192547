import { type Clock, toInstant } from '@aro-rp/time';
import { type Effect } from '../activity-log.ts';
import { asObject, isObject, isText, type Json } from '../model/json.ts';
import { type Model } from '../model/index.ts';
import { equalIds, type ResourcePath } from '../model/resource-id.ts';
import { type Resource, type SystemData } from '../model/resource.ts';
import { acceptTags } from '../model/tags.ts';
import { type Store } from '../store.ts';
import { type FrontendAnswer } from './frontend.ts';

export interface Passed {
  method: string;
  id: string;
  path: ResourcePath;
  apiVersion: string;
  requestBody: Json;
  systemData: SystemData | undefined;
  answer: FrontendAnswer;
}

/**
 * What Azure Resource Manager keeps of the resources behind the front door: enough for generic lists, for `systemData`
 * and for deleting a group. It learns from the answers that pass.
 */
export interface TrackedResources {
  find(id: string): Resource | undefined;
  /** Those that the provider has been told to delete. */
  deleting(subscriptionId: string): Resource[];
  /** @returns what the request did */
  learn(passed: Passed): Effect;
  markDeleting(id: string, deleting: boolean): void;
}

export function createTrackedResources(store: Store, model: Model, clock: Clock): TrackedResources {
  const { resources } = model;
  const find = (id: string): Resource | undefined => {
    const found = resources.view.get(id);
    return found?.forwarded === undefined ? undefined : found;
  };

  const markDeleting = (id: string, deleting: boolean): void => {
    const found = find(id);
    if (found?.forwarded) resources.track({ ...found, forwarded: { ...found.forwarded, deleting } });
  };

  const put = ({ id, path, apiVersion, requestBody, systemData, answer }: Passed): Effect => {
    if (systemData === undefined) return 'none';
    const body = parse(answer.body);
    const before = find(id);
    const now = toInstant(clock.now());
    const location = body['location'] ?? requestBody['location'];
    const tags = tagsOf(body['tags'] ?? requestBody['tags']);
    const resource: Resource = {
      id: isText(body['id']) && equalIds(body['id'], id) ? body['id'] : id,
      name: path.names.at(-1) ?? '',
      type: `${path.namespace}/${path.types.join('/')}`,
      ...(isText(location) ? { location } : {}),
      ...(tags === undefined ? {} : { tags }),
      envelope: {},
      properties: {},
      provisioningState: 'Succeeded',
      etag: '',
      createdTime: before?.createdTime ?? now,
      changedTime: now,
      forwarded: { systemData, apiVersion },
    };
    if (isText(body['type'])) resource.type = body['type'];
    resources.track(resource);
    if (answer.status !== 201) return 'updated';
    // A repeat of the accepted create is answered 201 again.
    return before === undefined || before.forwarded?.deleting === true ? 'created' : 'unchanged';
  };

  const patch = ({ id, requestBody, systemData, apiVersion }: Passed): Effect => {
    const before = find(id);
    if (!before || systemData === undefined) return 'updated';
    const tags = isObject(requestBody['tags']) ? tagsOf(requestBody['tags']) : before.tags;
    const { tags: _tags, ...rest } = before;
    resources.track({
      ...rest,
      ...(tags === undefined ? {} : { tags }),
      changedTime: toInstant(clock.now()),
      forwarded: { systemData, apiVersion },
    });
    return 'updated';
  };

  const remove = ({ id, answer }: Passed): Effect => {
    if (answer.status !== 202) {
      resources.erase(id);
      return answer.status === 200 ? 'deleted' : 'none';
    }
    const known = find(id)?.forwarded?.deleting === true;
    markDeleting(id, true);
    return known ? 'unchanged' : 'deleted';
  };

  return {
    find,
    deleting: (subscriptionId) =>
      resources.inSubscription(subscriptionId).filter(({ forwarded }) => forwarded?.deleting === true),
    learn: (passed) =>
      store.transaction(() => {
        const { method, answer, id } = passed;
        if ((method === 'GET' || method === 'HEAD') && answer.status === 404) resources.erase(id);
        if (answer.status < 200 || answer.status > 299) return 'none';
        if (method === 'PUT') return put(passed);
        if (method === 'PATCH') return patch(passed);
        if (method === 'DELETE') return remove(passed);
        return 'none';
      }),
    markDeleting,
  };
}

export function parse(body: Buffer): Json {
  try {
    return asObject(JSON.parse(body.toString('utf8')) as unknown);
  } catch {
    return {};
  }
}

/** What the provider took is taken here too, whatever its shape. */
function tagsOf(value: unknown): Record<string, string> | undefined {
  try {
    return acceptTags(value);
  } catch {
    return undefined;
  }
}
