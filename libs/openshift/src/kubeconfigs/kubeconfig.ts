import { Secret } from '@aro-rp/telemetry';
import { parse, stringify } from 'yaml';

/** The one cluster and the one user of a kubeconfig (Kubernetes, "Organizing cluster access using kubeconfig files"). */
export interface Kubeconfig {
  clusterName: string;
  server: string;
  /** PEM, possibly several certificates. */
  certificateAuthority: string;
  userName: string;
  /** PEM texts. */
  clientCertificate: string;
  clientKey: string;
}

/** Not the shape that we know. Names members, never contents. */
export class KubeconfigError extends Error {
  override readonly name = 'KubeconfigError';
}

/** Data inline, as the installer writes it; the same input gives the same text. The inverse of {@link parseKubeconfig}. */
export function printKubeconfig(config: Kubeconfig): Secret {
  const { clusterName, userName } = config;
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const value = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: clusterName,
        cluster: { server: config.server, 'certificate-authority-data': base64(config.certificateAuthority) },
      },
    ],
    contexts: [{ name: userName, context: { cluster: clusterName, user: userName } }],
    'current-context': userName,
    preferences: {},
    users: [
      {
        name: userName,
        user: {
          'client-certificate-data': base64(config.clientCertificate),
          'client-key-data': base64(config.clientKey),
        },
      },
    ],
  };
  return new Secret(stringify(value, { lineWidth: 0 }));
}

/** Follows the current context. Takes client certificates only. @throws KubeconfigError */
export function parseKubeconfig(kubeconfig: Secret): Kubeconfig {
  const config = yaml(kubeconfig.reveal());
  const context = named(config, 'contexts', 'context', config['current-context']);
  const cluster = named(config, 'clusters', 'cluster', context['cluster']);
  const user = named(config, 'users', 'user', context['user']);
  return {
    clusterName: String(context['cluster']),
    server: text(cluster, 'server'),
    certificateAuthority: data(cluster, 'certificate-authority-data'),
    userName: String(context['user']),
    clientCertificate: data(user, 'client-certificate-data'),
    clientKey: data(user, 'client-key-data'),
  };
}

type Members = Record<string, unknown>;

function yaml(content: string): Members {
  try {
    return Object(parse(content)) as Members;
  } catch {
    throw new KubeconfigError('the kubeconfig is no YAML');
  }
}

function named(config: Members, list: string, member: string, name: unknown): Members {
  const entries = Array.isArray(config[list]) ? (config[list] as unknown[]) : [];
  const entry = entries.map((one) => Object(one) as Members).find((one) => one['name'] === name);
  if (entry === undefined) throw new KubeconfigError(`the kubeconfig has no such entry in ${list}`);
  return Object(entry[member]) as Members;
}

function text(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== 'string' || value === '') throw new KubeconfigError(`the kubeconfig lacks ${name}`);
  return value;
}

const data = (members: Members, name: string) => Buffer.from(text(members, name), 'base64').toString();
