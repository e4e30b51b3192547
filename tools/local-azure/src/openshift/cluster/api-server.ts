import { createSecureContext } from 'node:tls';
import { type HostContext } from '../../host/context.ts';
import { type Assets } from '../boot/assets.ts';
import { oauthMetadata } from '../console/index.ts';
import { createApi } from '../kubernetes/api.ts';
import { type Objects } from '../kubernetes/objects.ts';
import { serveTls, type TlsServer } from '../network/tls-server.ts';
import { kubernetesVersion } from './nodes.ts';

/**
 * The Kubernetes API with the certificates of the ignition: the one for `api-int` to those who ask for that name, else
 * the one for `api`. Client certificates are the administrators' alone.
 */
export function startApiServer(
  context: HostContext,
  { tls, domain, version }: Assets,
  objects: Objects,
): Promise<TlsServer> {
  const internal = createSecureContext({
    key: tls.apiInternal.privateKey,
    cert: tls.apiInternal.certificate,
    ca: tls.adminSigner,
  });
  const external = createSecureContext({ key: tls.api.privateKey, cert: tls.api.certificate, ca: tls.adminSigner });
  const api = createApi({
    objects,
    clock: context.clock,
    version: kubernetesVersion(version),
    oauth: oauthMetadata(domain),
  });
  return serveTls(
    context,
    {
      key: tls.api.privateKey,
      cert: tls.api.certificate,
      ca: tls.adminSigner,
      requestCert: true,
      rejectUnauthorized: false,
      SNICallback: (name, done) => done(null, name === `api-int.${domain}` ? internal : external),
    },
    api,
    true,
  );
}
