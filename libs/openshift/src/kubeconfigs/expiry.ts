import { X509Certificate } from 'node:crypto';
import { type Secret } from '@aro-rp/telemetry';
import { parseKubeconfig } from './kubeconfig.ts';

/** When its client certificate ends, in milliseconds since 1970. @throws KubeconfigError, Error when it holds none */
export const expiryOf = (kubeconfig: Secret): number =>
  new X509Certificate(parseKubeconfig(kubeconfig).clientCertificate).validToDate.getTime();
