import { mintKubeconfigs } from '@aro-rp/openshift';
import { done, type StepAction } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { installationName, requireOutput } from '../installation-name.ts';
import { fullDomain } from '../names.ts';

/** What people and services come in with, from the keys that the installer made; and where they come in. */
export const record: StepAction<ClusterContext> = async (context, run) => {
  const { cluster, place, now } = context;
  const output = await requireOutput(context, run);
  const domain = fullDomain(cluster, place.dns.name);
  const kubeconfigs = await mintKubeconfigs(output, { now });
  return done(
    undefined,
    {
      apiserverProfile: { url: `https://api.${domain}:6443/` },
      consoleProfile: { url: `https://console-openshift-console.apps.${domain}/` },
    },
    {
      serviceKubeconfig: kubeconfigs.service,
      sreKubeconfig: kubeconfigs.sre,
      userAdminKubeconfig: kubeconfigs.userAdmin,
      kubeadminPassword: output.kubeadminPassword,
    },
  );
};

export const forgetIgnition: StepAction<ClusterContext> = async (context, run) => {
  await context.installations.trim(installationName(context, run), context.call(run));
  return done();
};
