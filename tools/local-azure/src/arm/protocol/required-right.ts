/** What a request needs. */
export type RequiredRight =
  | { kind: 'action'; action: string; scope: string }
  /** Anything at all in the subscription; the answer holds what the caller may see. */
  | { kind: 'knowledge'; subscriptionId: string; action: string; scope: string }
  /** Nothing. */
  | { kind: 'none' };

const none: RequiredRight = { kind: 'none' };
const groups = 'Microsoft.Resources/subscriptions/resourceGroups';
const verbs: Readonly<Record<string, string>> = {
  GET: 'read',
  HEAD: 'read',
  PUT: 'write',
  PATCH: 'write',
  DELETE: 'delete',
};

/** Polling asks by an id that only the one who began it was told. */
const polling =
  /\/locations\/[^/]+\/operation(s|results|statuses|sstatus)\/[^/]+$|^\/subscriptions\/[^/]+\/operationresults\//i;

/** Answered for whoever asks, with what that caller has. */
const ownRights = /\/providers\/Microsoft\.Authorization\/permissions$/i;

/**
 * The action and scope that Azure Resource Manager judges a request by, from method and path alone.
 * @param path decoded, without a slash at its end
 */
export function requiredRight(method: string, path: string): RequiredRight {
  const [, subscriptionId, rest = ''] = /^\/subscriptions\/([^/]+)(.*)$/i.exec(path) ?? [];
  if (ownRights.test(path) || (method === 'GET' && polling.test(path))) return none;
  // Providers, their operations and the built-in roles are no secret, and nothing else is outside of subscriptions.
  if (subscriptionId === undefined) return none;
  const at = providersAt(path);
  if (at >= 0) return ofProvider(method, path, at, subscriptionId);

  const scope = `/subscriptions/${subscriptionId}`;
  const knowledge = (action: string): RequiredRight => ({ kind: 'knowledge', subscriptionId, action, scope });
  const [, kind = '', name, below] = rest.split('/');
  if (kind === '') return knowledge('Microsoft.Resources/subscriptions/read');
  if (/^locations$/i.test(kind)) return knowledge('Microsoft.Resources/subscriptions/locations/read');
  if (/^providers$/i.test(kind)) return knowledge('Microsoft.Resources/subscriptions/providers/read');
  if (/^resources$/i.test(kind)) return knowledge('Microsoft.Resources/subscriptions/resources/read');
  if (!/^resourceGroups$/i.test(kind)) return none;
  if (name === undefined) return knowledge(`${groups}/read`);
  if (below !== undefined) return knowledge(`${groups}/${below}/read`);
  const verb = verbs[method];
  return verb === undefined ? none : { kind: 'action', action: `${groups}/${verb}`, scope: path };
}

/** Where the resource's own provider begins: the last one, since others are of what it is an extension of. */
function providersAt(path: string): number {
  const features = path.toLowerCase().indexOf('/providers/microsoft.features/');
  return features >= 0 ? features : path.toLowerCase().lastIndexOf('/providers/');
}

function ofProvider(method: string, path: string, at: number, subscriptionId: string): RequiredRight {
  const [namespace = '', ...segments] = path.slice(at + '/providers/'.length).split('/');
  const parent = path.slice(0, at);
  const types = segments.filter((_segment, index) => index % 2 === 0);
  if (types.length === 0) {
    const scope = `/subscriptions/${subscriptionId}`;
    return { kind: 'knowledge', subscriptionId, action: 'Microsoft.Resources/subscriptions/providers/read', scope };
  }
  const action = (verb: string) => [namespace, ...types, verb].join('/');
  if (segments.length % 2 === 0) {
    const verb = verbs[method];
    return verb === undefined ? none : { kind: 'action', action: action(verb), scope: path };
  }
  // A collection or an action: of the resource before it, or of the scope when it is the first.
  const scope = segments.length === 1 ? parent : path.slice(0, path.lastIndexOf('/'));
  if (method === 'POST') return { kind: 'action', action: action('action'), scope };
  return method === 'GET' || method === 'HEAD' ? { kind: 'action', action: action('read'), scope } : none;
}
