import { X509Certificate } from 'node:crypto';
import { type Certificates, type KeyPair } from '../../certificates/index.ts';
import { type Json } from '../model/json.ts';
import { type Store } from '../store.ts';

/** The certificates that this service shows when it calls the frontend. */
export interface ClientCertificates {
  current(): KeyPair;
  /** `GET /metadata/authentication`: every certificate that may still be shown, the newest first. */
  metadata(): Json;
  /** A new one is shown from now on; the old ones stay listed. */
  rotate(): Promise<void>;
}

interface Generation {
  number: number;
}

const commonName = (generation: number): string =>
  generation === 1 ? 'arm.local-azure' : `arm-${generation}.local-azure`;

export async function loadClientCertificates(store: Store, certificates: Certificates): Promise<ClientCertificates> {
  const table = store.table<Generation>('client-certificate');
  const generation = table.get('generation')?.number ?? 1;
  const pairs: KeyPair[] = [];
  for (let number = generation; number >= 1; number--) pairs.push(await certificates.client(commonName(number)));

  return {
    current() {
      const [newest] = pairs;
      if (!newest) throw new Error('there is no client certificate');
      return newest;
    },
    metadata: () => ({ clientCertificates: pairs.map(describe) }),
    async rotate() {
      const next = pairs.length + 1;
      pairs.unshift(await certificates.client(commonName(next)));
      table.put('generation', { number: next });
    },
  };
}

function describe({ certificate }: KeyPair): Json {
  const x509 = new X509Certificate(certificate);
  return {
    thumbprint: x509.fingerprint.replaceAll(':', '').toUpperCase(),
    notBefore: x509.validFromDate.toISOString(),
    notAfter: x509.validToDate.toISOString(),
    certificate: x509.raw.toString('base64'),
  };
}
