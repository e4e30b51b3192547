import { done, type StepAction } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { fullDomain } from '../names.ts';

/** Where the cluster will answer; both follow from its domain. */
export const record: StepAction<ClusterContext> = async ({ cluster, dnsZone }) => {
  const domain = fullDomain(cluster, dnsZone.name);
  return done(undefined, {
    apiserverProfile: { url: `https://api.${domain}:6443/` },
    consoleProfile: { url: `https://console-openshift-console.apps.${domain}/` },
  });
};
