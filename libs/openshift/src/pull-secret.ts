import { Secret } from '@aro-rp/telemetry';

/** The registry that clusters pull from, and the cluster's own token for it. */
export interface RegistryAccess {
  loginServer: string;
  username: string;
  password: Secret;
}

/** With this entry a cluster reports to Red Hat as the customer's own installation, which it is not. */
const telemetryKey = 'cloud.openshift.com';

/** The customer's pull secret is no Docker configuration. Says nothing of its content. */
export class PullSecretError extends Error {
  override readonly name = 'PullSecretError';
}

/**
 * The pull secret of the cluster: the customer's entries, but for the telemetry key, and the cluster's own registry
 * token, which wins over an entry of the customer's for the same registry. Other members are kept. Entries that open no
 * registry are left out: one of them keeps `openshift-install` from its work.
 * The same input gives the same text. @throws PullSecretError
 */
export function toPullSecret(customers: Secret | undefined, registry: RegistryAccess): Secret {
  const { auths, ...rest } = parse(customers);
  const kept = Object.entries(auths).filter(
    ([host, entry]) => host !== telemetryKey && host !== registry.loginServer && opens(entry),
  );
  const auth = Buffer.from(`${registry.username}:${registry.password.reveal()}`).toString('base64');
  return new Secret(
    JSON.stringify({ ...rest, auths: { ...Object.fromEntries(kept), [registry.loginServer]: { auth } } }),
  );
}

/** The texts in a pull secret that nobody may see: entries, and what they decode to. Empty when it cannot be read. */
export function secretsOf(pullSecret: string): string[] {
  try {
    return Object.values(parse(new Secret(pullSecret)).auths).flatMap(({ auth, password }) => {
      const decoded = typeof auth === 'string' ? Buffer.from(auth, 'base64').toString() : '';
      return [auth, password, decoded.slice(decoded.indexOf(':') + 1)].filter((text) => typeof text === 'string');
    });
  } catch {
    return [];
  }
}

/** As `openshift-install` judges an entry (openshift/installer, pkg/validate). */
const opens = (entry: Record<string, unknown>): boolean =>
  Object.hasOwn(entry, 'auth') || Object.hasOwn(entry, 'credsStore');

type Auths = Record<string, Record<string, unknown>>;

function parse(secret: Secret | undefined): { auths: Auths; [name: string]: unknown } {
  if (secret === undefined || secret.reveal().trim() === '') return { auths: {} };
  const value = json(secret.reveal());
  if (!isObject(value)) throw new PullSecretError('the pull secret is no JSON object');
  const auths = value['auths'] ?? {};
  if (!isObject(auths) || !Object.values(auths).every(isObject))
    throw new PullSecretError("the pull secret's member auths is no object of objects");
  return { ...value, auths: auths as Auths };
}

/** A parser's own message quotes the text. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
