import { expiryOf, type Kubeconfigs, mintKubeconfigs } from '@aro-rp/openshift';
import { done, type StepAction, type StepRun } from '@aro-rp/plan';
import { type Secret } from '@aro-rp/telemetry';
import { days } from '@aro-rp/time';
import { type ClusterContext } from '../context.ts';
import { requireOutput } from '../installation-name.ts';

/** Whoever downloads a kubeconfig has it for at least so long. */
const longEnough = days(90);

const stored = {
  serviceKubeconfig: 'service',
  sreKubeconfig: 'sre',
  userAdminKubeconfig: 'userAdmin',
} as const satisfies Record<string, keyof Kubeconfigs>;

/** Those that would expire before long, or are not there, are made anew. The ones before stay valid until they expire. */
export const renew: StepAction<ClusterContext> = (context, run) =>
  mintIf(context, run, (kubeconfig) => expiryOf(kubeconfig) - context.now() < longEnough);

/** All of them, whatever their age. */
export const renewAll: StepAction<ClusterContext> = (context, run) => mintIf(context, run, () => true);

async function mintIf(context: ClusterContext, run: StepRun, isDue: (kubeconfig: Secret) => boolean) {
  const due: (keyof typeof stored)[] = [];
  for (const name of Object.keys(stored) as (keyof typeof stored)[]) {
    const kubeconfig = await context.secret(name, run);
    if (kubeconfig === undefined || isDue(kubeconfig)) due.push(name);
  }
  if (due.length === 0) return done();
  const minted = await mintKubeconfigs(await requireOutput(context, run), { now: context.now });
  return done(undefined, undefined, Object.fromEntries(due.map((name) => [name, minted[stored[name]]])));
}
