import { type InstallerOutput } from '@aro-rp/openshift';
import { type StepRun } from '@aro-rp/plan';
import { type ClusterContext } from './context.ts';
import { factOf, requireFact } from './facts.ts';

/** What the installer made for this life of the cluster, by name; undefined before anything was chosen. */
export const findInstallation = ({ documentId }: ClusterContext, run: StepRun): string | undefined => {
  const installationId = factOf(run.facts, 'installationId');
  return installationId === undefined ? undefined : `${documentId}-${installationId}`;
};

/** @throws Error before anything was chosen: a mistake of ours */
export const installationName = ({ documentId }: ClusterContext, run: StepRun): string =>
  `${documentId}-${requireFact(run.facts, 'installationId')}`;

/** What the installer has made. @throws Error when there is none: a mistake of ours */
export async function requireOutput(context: ClusterContext, run: StepRun): Promise<InstallerOutput> {
  const output = await context.installations.read(installationName(context, run), context.call(run));
  if (output === undefined) throw new Error('there is no output of the installer');
  return output;
}
