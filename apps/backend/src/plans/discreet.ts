import { CloudError } from '@aro-rp/api';
import { AzureError } from '@aro-rp/azure';
import { createRedaction } from '@aro-rp/openshift';
import { type Plan, type StepAction, type StepResult } from '@aro-rp/plan';
import { type ClusterContext } from './context.ts';
import { chain } from './failure-body.ts';

/**
 * What Azure and a cluster answer may quote what they were sent, and goes into logs, the operation and the customer's
 * error. No step fails, or waits because of an error, with one of the cluster's secrets in its words.
 */
export const discreet = (plan: Plan<ClusterContext>): Plan<ClusterContext> => ({
  ...plan,
  steps: plan.steps.map((step) => ({ ...step, action: hiding(step.action) })),
});

const hiding =
  (action: StepAction<ClusterContext>): StepAction<ClusterContext> =>
  async (context, run) => {
    // Who does not know what to hide says nothing, and tries again.
    const redaction = async () => {
      const secrets = await context.allSecrets(run);
      return createRedaction(secrets.flatMap((secret) => partsOf(secret.reveal())));
    };
    let result: StepResult;
    try {
      result = await action(context, run);
    } catch (error) {
      run.signal.throwIfAborted();
      hide(error, await redaction());
      throw error;
    }
    if (result.kind !== 'again' || result.cause === undefined) return result;
    const clean = await redaction();
    hide(result.cause, clean);
    return { ...result, waitingFor: clean(result.waitingFor) };
  };

/** In the error itself, so that it stays what it is to everybody who asks. */
function hide(error: unknown, clean: (text: string) => string): void {
  const cleaned = (value: unknown): unknown => {
    if (typeof value === 'string') return clean(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(cleaned);
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cleaned(member)]));
  };
  for (const link of chain(error)) {
    if (!(link instanceof Error)) continue;
    const { message, stack = '' } = link;
    if (clean(message) === message && clean(stack) === stack) continue;
    Object.assign(link, { message: clean(message), stack: clean(stack) });
    if (link instanceof AzureError) Object.assign(link, { details: cleaned(link.details) });
    if (link instanceof CloudError) Object.assign(link, { body: cleaned(link.body) });
  }
}

/** Names of servers and registries are told: of a kubeconfig and a pull secret only keys and passwords are hidden. */
function partsOf(secret: string): string[] {
  const members = [...secret.matchAll(/(?:"auth"|client-key-data|token|password)"?\s*:\s*"?([^\s",}]{8,})/g)];
  return members.length === 0 ? [secret] : members.map(([, value = '']) => value);
}
