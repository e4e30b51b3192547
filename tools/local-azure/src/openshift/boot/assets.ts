import { parseAllDocuments } from 'yaml';
import { isObject, type Json } from '../../arm/model/json.ts';
import { type KeyPair } from '../../certificates/index.ts';
import { type Credentials } from '../azure/client.ts';
import { type KubeObject, listAt, textAt } from '../kubernetes/object.ts';
import { filesOf } from './ignition.ts';
import { Unmet } from './unmet.ts';

export interface Manifest {
  /** Below `/opt/openshift`. */
  file: string;
  object: KubeObject;
}

/** What the ignition of a bootstrap machine holds, as far as a cluster is made of it. */
export interface Assets {
  /** The files of the ignition, by path. */
  files: Map<string, string>;
  manifests: Manifest[];
  infraId: string;
  /** `NAME.BASEDOMAIN`. */
  domain: string;
  credentials: Credentials;
  resourceGroup: string;
  region: string;
  /** Pull spec by digest. */
  releaseImage: string;
  /** Of the release, such as `4.16.30`; from the config map of the installer. */
  version: string;
  tls: {
    api: KeyPair;
    apiInternal: KeyPair;
    /** Signs client certificates of administrators. */
    adminSigner: string;
  };
}

const root = '/opt/openshift';

/** @throws Unmet that names what is missing */
export function readAssets(config: Json): Assets {
  const files = filesOf(config);
  const file = (path: string): string => {
    const found = files.get(path);
    if (found === undefined) throw new Unmet(`bootkube: ${path} is missing`);
    return found;
  };
  const pair = (name: string): KeyPair => ({
    certificate: file(`${root}/tls/${name}.crt`),
    privateKey: file(`${root}/tls/${name}.key`),
  });
  const manifests = readManifests(files);
  const infrastructure = requireManifest(manifests, 'Infrastructure', 'cluster');
  const secret = requireManifest(manifests, 'Secret', 'azure-credentials', 'kube-system');
  const credential = (name: string): string => {
    const value = Buffer.from(textAt(secret, 'data', name), 'base64').toString('utf8');
    if (value === '') throw new Unmet(`cloud-credential-operator: kube-system/azure-credentials has no ${name}`);
    return value;
  };
  const releaseImage = /^RELEASE_IMAGE=["']?([^"'\s]+)/m.exec(file('/usr/local/bin/release-image-download.sh'))?.[1];
  if (releaseImage === undefined) throw new Unmet('release-image: no release image is named');
  const installer = findManifest(manifests, 'ConfigMap', 'openshift-install-manifests', 'openshift-config');
  return {
    files,
    manifests,
    infraId: textAt(infrastructure, 'status', 'infrastructureName'),
    domain: textAt(requireManifest(manifests, 'DNS', 'cluster'), 'spec', 'baseDomain'),
    credentials: {
      subscriptionId: credential('azure_subscription_id'),
      tenantId: credential('azure_tenant_id'),
      clientId: credential('azure_client_id'),
      clientSecret: credential('azure_client_secret'),
    },
    resourceGroup: credential('azure_resourcegroup'),
    region: credential('azure_region'),
    releaseImage,
    version: textAt(installer, 'data', 'version') || '4.16.0',
    tls: {
      api: pair('kube-apiserver-lb-server'),
      apiInternal: pair('kube-apiserver-internal-lb-server'),
      adminSigner: file(`${root}/tls/admin-kubeconfig-ca-bundle.crt`),
    },
  };
}

function readManifests(files: Map<string, string>): Manifest[] {
  return [...files].flatMap(([path, text]) => {
    const file = /^\/opt\/openshift\/((?:manifests|openshift)\/[^/]+\.(?:ya?ml|json))$/.exec(path)?.[1];
    if (file === undefined) return [];
    return parseAllDocuments(text).flatMap((document) => {
      if (document.errors.length > 0) throw new Unmet(`bootkube: ${file}: ${document.errors[0]?.message ?? ''}`);
      const object: unknown = document.toJS();
      if (!isObject(object)) return [];
      if (textAt(object, 'metadata', 'name') === '') throw new Unmet(`cluster-bootstrap: ${file} has no name`);
      return [{ file, object: object as KubeObject }];
    });
  });
}

export const findManifest = (
  manifests: Manifest[],
  kind: string,
  name: string,
  namespace?: string,
): KubeObject | undefined =>
  manifests.find(
    ({ object }) =>
      object.kind === kind &&
      object.metadata.name === name &&
      (namespace === undefined || object.metadata.namespace === namespace),
  )?.object;

/** @throws Unmet */
export function requireManifest(manifests: Manifest[], kind: string, name: string, namespace?: string): KubeObject {
  const found = findManifest(manifests, kind, name, namespace);
  if (!found) throw new Unmet(`cluster-bootstrap: there is no manifest of ${kind} ${name}`);
  return found;
}

export const manifestsOfKind = (manifests: Manifest[], kind: string): KubeObject[] =>
  manifests.map(({ object }) => object).filter((object) => object.kind === kind);

/** The mirrors of an image's repository, by the ImageDigestMirrorSets; none when it is not mirrored. */
export function mirrorsOf(manifests: Manifest[], image: string): string[] {
  return manifestsOfKind(manifests, 'ImageDigestMirrorSet')
    .flatMap((set) => listAt(set, 'spec', 'imageDigestMirrors'))
    .flatMap((entry) => {
      const source = textAt(entry, 'source');
      const isPrefix = image.startsWith(source) && /^[/@:]/.test(image.slice(source.length));
      return isPrefix ? listAt(entry, 'mirrors').map((mirror) => `${String(mirror)}${image.slice(source.length)}`) : [];
    });
}
