import { randomBytes } from 'node:crypto';
import { type ServerOptions } from 'node:https';
import { createAuthority, issueCertificate } from '../../certificates/authority.ts';
import { type KeyPair } from '../../certificates/index.ts';
import { createConsole, tokenLifetime, verifyPassword } from '../console/index.ts';
import { tokenName } from '../kubernetes/authenticate.ts';
import { rolesOf } from '../kubernetes/columns.ts';
import { conditionOf, type KubeObject, textAt } from '../kubernetes/object.ts';
import { type Objects } from '../kubernetes/objects.ts';
import { type Handler } from '../network/tls-server.ts';
import { type ClusterContext } from './context.ts';
import { clusterOperator, configMap, node, secret } from './kinds.ts';

/** What the ingress of a cluster answers with: made once, kept with the cluster. */
export interface IngressCertificates {
  authority: KeyPair;
  server: KeyPair;
}

/** A certificate for every name below `apps`, signed by an authority of the cluster's own. */
export async function makeIngressCertificates(domain: string): Promise<IngressCertificates> {
  const authority = await createAuthority('ingress-operator');
  const server = await issueCertificate(authority, {
    commonName: `*.apps.${domain}`,
    names: [`*.apps.${domain}`],
    usage: 'server',
  });
  return { authority, server };
}

export const ingressTls = ({ authority, server }: IngressCertificates): ServerOptions => ({
  key: server.privateKey,
  cert: server.certificate + authority.certificate,
});

/** Where components of the cluster find the authority. */
export function publishAuthority(objects: Objects, { authority }: IngressCertificates): void {
  const namespace = 'openshift-config-managed';
  const name = 'default-ingress-cert';
  if (objects.get(configMap, namespace, name)) return;
  const data = { 'ca-bundle.crt': authority.certificate };
  objects.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data });
}

/** Console and login behind the router; the router knows them once their operators have brought them up. */
export function createApps({ assets, objects, clock }: ClusterContext): Handler {
  const respond = createConsole({
    domain: assets.domain,
    clock,
    checkPassword: async (user, password) => {
      const hash = textAt(objects.get(secret, 'kube-system', 'kubeadmin'), 'data', 'kubeadmin');
      return user === 'kubeadmin' && verifyPassword(password, Buffer.from(hash, 'base64').toString('utf8'));
    },
    issueToken: (user) => issueToken(objects, user),
    overview: () => ({ version: assets.version, nodes: nodesOf(objects) }),
  });
  const isUp = (name: string) =>
    conditionOf(objects.get(clusterOperator, undefined, name), 'Available')?.status === 'True';
  return (request, response) => {
    if (isUp('authentication') && isUp('console')) return respond(request, response);
    response.writeHead(503, { 'Content-Type': 'text/plain; charset=utf-8' });
    response.end('Application is not available\n');
  };
}

/** A new access token; the cluster keeps its hash only. */
function issueToken(objects: Objects, user: string): string {
  const token = `sha256~${randomBytes(32).toString('base64url')}`;
  const object: KubeObject = {
    apiVersion: 'oauth.openshift.io/v1',
    kind: 'OAuthAccessToken',
    metadata: { name: tokenName(token) },
    userName: user,
    expiresIn: tokenLifetime / 1_000,
    scopes: ['user:full'],
  };
  objects.create(object);
  return token;
}

const nodesOf = (objects: Objects) =>
  objects.list(node).map((one) => ({
    name: one.metadata.name,
    roles: rolesOf(one),
    status: conditionOf(one, 'Ready')?.status === 'True' ? 'Ready' : 'NotReady',
  }));
