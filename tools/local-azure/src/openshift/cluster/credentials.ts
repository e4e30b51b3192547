import { randomBytes } from 'node:crypto';
import { type AzureClient, type Credentials } from '../azure/client.ts';
import { type KubeObject, textAt } from '../kubernetes/object.ts';
import { type Objects } from '../kubernetes/objects.ts';
import { credentialsRequest, pod, secret } from './kinds.ts';

/** The parts of a cluster that sign in to Azure, each with a copy of the credentials of its own. */
export type CloudUser = 'machine-api' | 'cloud-controller-manager';

interface Request {
  user: CloudUser;
  /** Of the CredentialsRequest. */
  name: string;
  /** Where the copy is. */
  target: { namespace: string; name: string };
}

export const operatorNamespace = 'openshift-cloud-credential-operator';
export const operatorLabels = { app: 'cloud-credential-operator' };
export const rootSecret = { namespace: 'kube-system', name: 'azure-credentials' };

export const requests: readonly Request[] = [
  {
    user: 'machine-api',
    name: 'openshift-machine-api-azure',
    target: { namespace: 'openshift-machine-api', name: 'azure-cloud-credentials' },
  },
  {
    user: 'cloud-controller-manager',
    name: 'openshift-azure-cloud-controller-manager',
    target: { namespace: 'openshift-cloud-controller-manager', name: 'azure-cloud-credentials' },
  },
];

/** What a cluster has of it when its API answers for the first time; the copies are made from the root Secret. */
export function seedCredentials(objects: Objects): void {
  for (const { name, target } of requests)
    objects.create({
      apiVersion: 'cloudcredential.openshift.io/v1',
      kind: 'CredentialsRequest',
      metadata: { name, namespace: operatorNamespace },
      spec: { secretRef: target },
    });
  startOperator(objects);
  copyCredentials(objects, '');
}

/** The operator's Deployment makes a Pod when there is none. */
export const startOperator = (objects: Objects): KubeObject =>
  objects.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `cloud-credential-operator-${randomBytes(5).toString('hex')}`,
      namespace: operatorNamespace,
      labels: operatorLabels,
    },
    spec: { containers: [{ name: 'cloud-credential-operator' }] },
  });

export const operatorPods = (objects: Objects): KubeObject[] =>
  objects.list(pod, operatorNamespace).filter(({ metadata }) => metadata.labels?.['app'] === operatorLabels.app);

/** In passthrough mode the copies are what the root Secret has, and say of which version of it they are. */
export function copyCredentials(objects: Objects, at: string): void {
  const root = objects.get(secret, rootSecret.namespace, rootSecret.name);
  if (!root) return;
  for (const { name, target } of requests) {
    const found = objects.get(secret, target.namespace, target.name);
    const data = root['data'];
    if (found) objects.update({ ...found, data });
    else objects.create({ apiVersion: 'v1', kind: 'Secret', metadata: target, data });
    const request = objects.get(credentialsRequest, operatorNamespace, name);
    if (!request) continue;
    const status = {
      provisioned: true,
      lastSyncCloudCredsSecretResourceVersion: root.metadata.resourceVersion,
      ...(at !== '' && { lastSyncTimestamp: at }),
    };
    objects.update({ ...request, status: { ...request.status, ...status } }, { part: 'status' });
  }
}

/** What a Secret holds; undefined when it is not there or a value is missing. */
export function credentialsIn(found: KubeObject | undefined): Credentials | undefined {
  const value = (name: string) => Buffer.from(textAt(found, 'data', name), 'base64').toString('utf8');
  const credentials = {
    subscriptionId: value('azure_subscription_id'),
    tenantId: value('azure_tenant_id'),
    clientId: value('azure_client_id'),
    clientSecret: value('azure_client_secret'),
  };
  return Object.values(credentials).includes('') ? undefined : credentials;
}

/**
 * Azure as each user sees it: with what its copy holds at that moment, so that a change of the copy is a new sign-in.
 * @param fallback of a cluster that has no copies, since it was made before there were any
 */
export function createAzureClients(
  objects: Objects,
  fallback: Credentials,
  connect: (credentials: Credentials) => AzureClient,
): (user: CloudUser) => AzureClient {
  const clients = new Map<CloudUser, { key: string; client: AzureClient }>();
  return (user) => {
    const target = requests.find((one) => one.user === user)?.target ?? rootSecret;
    const credentials = credentialsIn(objects.get(secret, target.namespace, target.name)) ?? fallback;
    const key = JSON.stringify(credentials);
    const known = clients.get(user);
    if (known?.key === key) return known.client;
    const client = connect(credentials);
    clients.set(user, { key, client });
    return client;
  };
}
