import { type Secret } from '@aro-rp/telemetry';
import { type Clock, type Duration, days, minutes } from '@aro-rp/time';
import { readState } from '../installer/state.ts';
import { type InstallerOutput } from '../output.ts';
import { type ClientIdentity, issueClientCertificate } from './client-certificate.ts';
import { parseKubeconfig, printKubeconfig } from './kubeconfig.ts';

export interface Kubeconfigs {
  /** `system:aro-service` of `system:masters`, at `api-int.<domain>`, ten years. */
  service: Secret;
  /** `system:aro-sre` of `system:masters`, at `api-int.<domain>`, ten years. */
  sre: Secret;
  /** `system:admin`, at `api.<domain>`, one year: the customer's. */
  userAdmin: Secret;
}

/** Clocks of a cluster's machines may be behind ours. */
const leeway = minutes(5);
const years = (count: number) => days(365 * count);

/**
 * Three kubeconfigs with new keys, signed by the cluster's own signer of admin kubeconfigs. Each call gives other keys
 * and certificates, and all of them are valid. None outlives the signer.
 * @throws StateError, KubeconfigError
 */
export async function mintKubeconfigs(
  { state, adminKubeconfig }: Pick<InstallerOutput, 'state' | 'adminKubeconfig'>,
  clock: Pick<Clock, 'now'>,
): Promise<Kubeconfigs> {
  const signer = readState(state).keyPair('*tls.AdminKubeConfigSignerCertKey');
  const { clusterName, server, certificateAuthority } = parseKubeconfig(adminKubeconfig);
  const notBefore = new Date(clock.now() - leeway);

  const mint = async (identity: ClientIdentity, at: string, lifetime: Duration) => {
    const validity = { notBefore, notAfter: new Date(clock.now() + lifetime) };
    const { certificate, key } = await issueClientCertificate(signer, identity, validity);
    return printKubeconfig({
      clusterName,
      server: at,
      certificateAuthority,
      userName: identity.commonName,
      clientCertificate: certificate,
      clientKey: key,
    });
  };
  const masters = ['system:masters'];
  return {
    service: await mint({ commonName: 'system:aro-service', organizations: masters }, server, years(10)),
    sre: await mint({ commonName: 'system:aro-sre', organizations: masters }, server, years(10)),
    userAdmin: await mint({ commonName: 'system:admin', organizations: [] }, externalServer(server), years(1)),
  };
}

/** `https://api-int.<domain>:6443` as the world knows it. */
export function externalServer(internal: string): string {
  const url = new URL(internal);
  return `https://${url.host.replace(/^api-int\./, 'api.')}`;
}
