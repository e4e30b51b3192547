import { type Secret } from '@aro-rp/telemetry';

/**
 * The installer's state file, read leniently: members ignore case, because they differ between assets and versions
 * (docs/openshift-install.md 4). Messages name keys, never contents.
 */
export interface InstallerState {
  /** PEM texts. @throws StateError */
  keyPair(asset: string): { certificate: string; key: string };
  /** The asset's file as text. @throws StateError */
  file(asset: string): string;
  has(asset: string): boolean;
}

export class StateError extends Error {
  override readonly name = 'StateError';
}

/** The assets that production reads; all are there after `create ignition-configs`. */
export const requiredAssets = [
  '*tls.AdminKubeConfigSignerCertKey',
  '*kubeconfig.AdminInternalClient',
  '*password.KubeadminPassword',
  '*tls.RootCA',
  '*installconfig.InstallConfig',
] as const;

type Members = Record<string, unknown>;

/** @throws StateError when the text is no JSON object */
export function readState(state: Secret): InstallerState {
  const assets = objectOf(parse(state.reveal()));
  if (assets === undefined) throw new StateError("the installer's state is no JSON object");

  const asset = (name: string): Members => {
    const members = objectOf(assets[name]);
    if (members === undefined) throw new StateError(`the installer's state lacks ${name}`);
    return members;
  };
  const bytes = (members: Members, member: string, of: string): string => {
    const value = memberOf(members, member);
    if (typeof value !== 'string' || value === '')
      throw new StateError(`${of} in the installer's state lacks ${member}`);
    return Buffer.from(value, 'base64').toString();
  };
  return {
    has: (name) => objectOf(assets[name]) !== undefined,
    keyPair(name) {
      const members = asset(name);
      return { certificate: bytes(members, 'CertRaw', name), key: bytes(members, 'KeyRaw', name) };
    },
    file(name) {
      const file = objectOf(memberOf(asset(name), 'File'));
      if (file === undefined) throw new StateError(`${name} in the installer's state lacks File`);
      return bytes(file, 'Data', name);
    },
  };
}

const memberOf = (members: Members, name: string): unknown =>
  members[name] ?? Object.entries(members).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

const objectOf = (value: unknown): Members | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : undefined;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
