import { Secret } from '@aro-rp/telemetry';
import { type Instant } from '@aro-rp/time';

/** Everything that one run of `openshift-install` made. Made once per cluster: a second run has other names and keys. */
export interface InstallerOutput {
  infraId: string;
  /** The UUID of the ClusterVersion. */
  clusterId: string;
  /** When the run began; the certificates inside live 24 hours from then. */
  createdAt: Instant;
  /** Several hundred kilobytes; holds private keys and the pull secret. */
  bootstrapIgnition: Secret;
  /** Custom data of the masters, before base64. Nothing secret. */
  masterIgnition: string;
  workerIgnition: string;
  /** `.openshift_install_state.json` as it was written. */
  state: Secret;
  kubeadminPassword: Secret;
  /** `system:masters` at `api-int.<domain>`. */
  adminKubeconfig: Secret;
}

/** What was sealed is no output of the installer, or is incomplete. Names members, never contents. */
export class InstallerOutputError extends Error {
  override readonly name = 'InstallerOutputError';
}

const plain = ['infraId', 'clusterId', 'createdAt', 'masterIgnition', 'workerIgnition'] as const;
const secret = ['bootstrapIgnition', 'state', 'kubeadminPassword', 'adminKubeconfig'] as const;

/** One JSON text, to be sealed as it is. The inverse of {@link readOutput}. */
export function serializeOutput(output: InstallerOutput): Secret {
  const members = [
    ...plain.map((name) => [name, output[name]] as const),
    ...secret.map((name) => [name, output[name].reveal()] as const),
  ];
  return new Secret(JSON.stringify({ version: 1, ...Object.fromEntries(members) }));
}

/** Ignores members that it does not know. @throws InstallerOutputError */
export function readOutput(serialized: Secret): InstallerOutput {
  const value = parse(serialized.reveal());
  const text = (name: string): string => {
    const member = value[name];
    if (typeof member !== 'string' || member === '')
      throw new InstallerOutputError(`the installer's output lacks ${name}`);
    return member;
  };
  return {
    infraId: text('infraId'),
    clusterId: text('clusterId'),
    createdAt: text('createdAt') as Instant,
    masterIgnition: text('masterIgnition'),
    workerIgnition: text('workerIgnition'),
    bootstrapIgnition: new Secret(text('bootstrapIgnition')),
    state: new Secret(text('state')),
    kubeadminPassword: new Secret(text('kubeadminPassword')),
    adminKubeconfig: new Secret(text('adminKubeconfig')),
  };
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text)) as Record<string, unknown>;
  } catch {
    throw new InstallerOutputError("the installer's output is no JSON");
  }
}
