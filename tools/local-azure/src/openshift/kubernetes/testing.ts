import { type Clock, systemClock } from '@aro-rp/time';
import { createAuthority, issueCertificate } from '../../certificates/authority.ts';
import { type KeyPair } from '../../certificates/index.ts';
import { createTestContext, type TestContext } from '../../host/testing.ts';
import { serveTls } from '../network/tls-server.ts';
import { openStore } from '../store.ts';
import { createApi } from './api.ts';
import { createObjects, type Objects } from './objects.ts';

/** The Kubernetes API alone, with two namespaces and nothing else, for the specs of this folder. */
export interface ApiUnderTest extends AsyncDisposable {
  context: TestContext;
  objects: Objects;
  port: number;
  authority: KeyPair;
  signer: KeyPair;
  admin: KeyPair;
  kubeconfig(): string;
}

export const configMap = (name: string, data: Record<string, string> = {}, namespace = 'default') => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});

export async function startApi(clock: Clock = systemClock): Promise<ApiUnderTest> {
  const context = await createTestContext({ clock });
  const authority = await createAuthority('kube-apiserver-lb-signer');
  const signer = await createAuthority('admin-kubeconfig-signer');
  const server = await issueCertificate(authority, {
    commonName: 'api.demo.example.com',
    names: ['localhost', '127.0.0.1', 'api.demo.example.com'],
    usage: 'server',
  });
  const admin = await issueCertificate(signer, { commonName: 'system:admin', usage: 'client' });
  const store = openStore(context.folder('openshift'));
  const objects = createObjects(store.cluster('demo'), clock);
  for (const name of ['default', 'openshift-machine-api'])
    objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
  const api = createApi({ objects, clock, version: 'v1.29.10', oauth: { issuer: 'https://oauth' } });
  const tls = {
    key: server.privateKey,
    cert: server.certificate,
    ca: signer.certificate,
    requestCert: true,
    rejectUnauthorized: false,
  };
  const listener = await serveTls(context, tls, api, true);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  return {
    context,
    objects,
    port: listener.port,
    authority,
    signer,
    admin,
    kubeconfig: () =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [
          {
            name: 'demo',
            cluster: {
              server: `https://localhost:${listener.port}`,
              'certificate-authority-data': base64(authority.certificate),
            },
          },
        ],
        users: [
          {
            name: 'admin',
            user: {
              'client-certificate-data': base64(admin.certificate),
              'client-key-data': base64(admin.privateKey),
            },
          },
        ],
        contexts: [{ name: 'admin', context: { cluster: 'demo', user: 'admin' } }],
        'current-context': 'admin',
      }),
    async [Symbol.asyncDispose]() {
      await listener.close();
      store.close();
      await context.dispose();
    },
  };
}
