import { createPrivateKey } from 'node:crypto';
import { type Asset, type AssetFile, assetFile, type Get, textOf } from '../graph/asset.ts';
import { type CertificateRequest, issueCertificate, type Subject } from './certificate.ts';
import { makeKeys, privateKeyPem, publicKeyPem } from './keys.ts';

export interface CertKey {
  /** Base64 of PEM texts. */
  CertRaw: string;
  KeyRaw: string;
  FileList: AssetFile[];
}

export interface CertBundle {
  BundleRaw: string;
  FileList: AssetFile[];
}

export type Pair = Asset<CertKey> & { subject: Subject };

const hour = 3_600_000;
export const oneDay = 24 * hour;
export const oneYear = 365 * oneDay;
export const tenYears = 10 * oneYear;

const base64 = (text: string) => Buffer.from(text).toString('base64');

interface PairOptions {
  /** `*tls.RootCA` */
  key: string;
  name: string;
  /** `root-ca`, without `tls/` and its ending. */
  file: string;
  subject: Subject;
  lifetime: number;
  /** P-256 unless told. */
  type?: 'RSA' | 'EC';
}

const certKey = (file: string, certificate: string, key: string): CertKey => ({
  CertRaw: base64(certificate),
  KeyRaw: base64(key),
  FileList: [assetFile(`tls/${file}.key`, key), assetFile(`tls/${file}.crt`, certificate)],
});

/** Certificates begin with a whole second. */
const validity = (now: Date, lifetime: number) => {
  const notBefore = new Date(Math.floor(now.getTime() / 1_000) * 1_000);
  return { notBefore, notAfter: new Date(notBefore.getTime() + lifetime) };
};

/** An authority that signs itself. */
export const authority = ({ key, name, file, subject, lifetime, type = 'EC' }: PairOptions): Pair => ({
  key,
  name,
  subject,
  needs: [],
  async generate(_get, { now }) {
    const { publicKey, privateKey } = await makeKeys(type);
    const request: CertificateRequest = { subject, publicKey, usage: 'ca', ...validity(now, lifetime) };
    return certKey(file, issueCertificate(request, { subject, privateKey }), privateKeyPem(privateKey));
  },
});

interface SignedOptions extends PairOptions {
  signer: Pair;
  usage: 'server' | 'client' | 'both';
  /** The assets that `names` reads. */
  needs?: readonly Asset[];
  names?: (get: Get) => string[];
  /** The signer's certificate follows in the file, so that a server sends both. */
  withSigner?: boolean;
}

export const signed = (options: SignedOptions): Pair => {
  const { key, name, file, subject, lifetime, signer, usage, needs = [], names, withSigner = false } = options;
  return {
    key,
    name,
    subject,
    needs: [signer, ...needs],
    async generate(get, { now }) {
      const { publicKey, privateKey } = await makeKeys(options.type ?? 'EC');
      const issuer = { subject: signer.subject, privateKey: createPrivateKey(textOf(get(signer).KeyRaw)) };
      const request = { subject, publicKey, usage, names: names?.(get) ?? [], ...validity(now, lifetime) };
      const certificate = issueCertificate(request, issuer);
      const chain = withSigner ? `${certificate}${textOf(get(signer).CertRaw)}` : certificate;
      return certKey(file, chain, privateKeyPem(privateKey));
    },
  };
};

/** Several authorities' certificates in one file. */
export const bundle = (key: string, name: string, file: string, authorities: readonly Pair[]): Asset<CertBundle> => ({
  key,
  name,
  needs: authorities,
  generate(get) {
    const text = authorities.map((one) => textOf(get(one).CertRaw)).join('');
    return { BundleRaw: base64(text), FileList: [assetFile(`tls/${file}.crt`, text)] };
  },
});

/** A bundle of bundles. */
export const complete = (
  key: string,
  name: string,
  file: string,
  bundles: readonly Asset<CertBundle>[],
): Asset<CertBundle> => ({
  key,
  name,
  needs: bundles,
  generate(get) {
    const text = bundles.map((one) => textOf(get(one).BundleRaw)).join('');
    return { BundleRaw: base64(text), FileList: [assetFile(`tls/${file}.crt`, text)] };
  },
});

/** A pair without a certificate. */
export const bareKeys = (
  key: string,
  name: string,
  file: string,
): Asset<{ Pvt: string; Pub: string; FileList: AssetFile[] }> => ({
  key,
  name,
  needs: [],
  async generate() {
    const { publicKey, privateKey } = await makeKeys('RSA');
    const [pvt, pub] = [privateKeyPem(privateKey), publicKeyPem(publicKey)];
    return {
      Pvt: base64(pvt),
      Pub: base64(pub),
      FileList: [assetFile(`tls/${file}.key`, pvt), assetFile(`tls/${file}.pub`, pub)],
    };
  },
});
