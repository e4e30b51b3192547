import { X509Certificate } from 'node:crypto';
import { type Boot, type Condition, firstFault } from './condition.ts';

const day = 86_400_000;

/**
 * The short-lived certificates of an installer's output live 24 hours: later, kubelets cannot join. Clocks may differ by
 * some minutes.
 */
export const certificatesAreYoung: Condition<Boot> = ({ assets, now }) =>
  firstFault(assets.files, ([path, text]) => {
    if (!/^\/opt\/openshift\/tls\/.*\.crt$/.test(path)) return undefined;
    const name = path.split('/').at(-1) ?? '';
    let certificate: X509Certificate;
    try {
      certificate = new X509Certificate(text);
    } catch {
      return `bootkube: ${name} is no certificate`;
    }
    if (now > Date.parse(certificate.validTo)) return `bootkube: ${name} has expired on ${certificate.validTo}`;
    if (name === 'kubelet-signer.crt' && now > Date.parse(certificate.validFrom) + day)
      return `bootkube: ${name} is older than 24 hours (from ${certificate.validFrom})`;
    return undefined;
  });

export const kubeletSignerIsThere: Condition<Boot> = ({ assets }) =>
  assets.files.has('/opt/openshift/tls/kubelet-signer.crt') ? undefined : 'bootkube: kubelet-signer.crt is missing';
