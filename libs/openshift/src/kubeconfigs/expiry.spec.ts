import { Secret } from '@aro-rp/telemetry';
import { days } from '@aro-rp/time';
import { createAuthority } from '../testing/authority.ts';
import { sampleKubeconfig, sampleState } from '../testing/sample.ts';
import { expiryOf } from './expiry.ts';
import { mintKubeconfigs } from './mint.ts';

it("tells when a kubeconfig's client certificate ends", async () => {
  const now = Date.parse('2026-11-23T12:00:00Z');
  const signer = await createAuthority('admin-kubeconfig-signer', { notAfter: new Date(now + days(5000)) });
  const adminKubeconfig = sampleKubeconfig(await createAuthority('server'));
  const state = new Secret(sampleState(signer, adminKubeconfig));

  const { service, userAdmin } = await mintKubeconfigs({ state, adminKubeconfig }, { now: () => now });

  expect([expiryOf(service), expiryOf(userAdmin)]).toEqual([now + days(3650), now + days(365)]);
});
