import { type AzureError, isAzureError } from './azure-error.ts';
import { type CallOptions } from './call.ts';
import { isWrapper, nestedError } from './nested-error.ts';
import { type Accepted } from './operations.ts';
import { type Resources } from './resources.ts';

/** The body of `Microsoft.Resources/deployments`, whose parameters may hold secrets. */
export interface DeploymentSpec {
  template: object;
  parameters?: Record<string, { value: unknown }>;
}

/**
 * - `running`: Azure works on it, or has only accepted it.
 * - `failed`: it ended without having made everything; `error` says why, the innermost cause that Azure names.
 */
export type Deployment =
  { kind: 'running' } | { kind: 'succeeded'; outputs: Record<string, unknown> } | { kind: 'failed'; error: AzureError };

/** Template deployments in resource groups. */
export interface Deployments {
  get(groupId: string, name: string, options: CallOptions): Promise<Deployment | undefined>;
  /** Incremental. One of the name that runs already is left to run. Returns when Azure has accepted it. */
  begin(groupId: string, name: string, spec: DeploymentSpec, options: CallOptions): Promise<Accepted>;
}

const apiVersion = '2021-04-01';
const idOf = (groupId: string, name: string) => `${groupId}/providers/Microsoft.Resources/deployments/${name}`;

/** @param identity whose errors they are */
export function createDeployments(resources: Resources, identity: AzureError['identity']): Deployments {
  return {
    async get(groupId, name, options) {
      const found = await resources.get(idOf(groupId, name), apiVersion, options);
      if (found === undefined) return undefined;
      const { provisioningState, outputs, error } = (found.properties ?? {}) as {
        provisioningState?: string;
        outputs?: Record<string, { value: unknown }>;
        error?: unknown;
      };
      if (provisioningState === 'Succeeded')
        return {
          kind: 'succeeded',
          outputs: Object.fromEntries(Object.entries(outputs ?? {}).map(([key, { value }]) => [key, value])),
        };
      if (provisioningState !== 'Failed' && provisioningState !== 'Canceled') return { kind: 'running' };
      return { kind: 'failed', error: nestedError(error, { operation: `deployment ${name}`, identity }) };
    },

    async begin(groupId, name, { template, parameters }, options) {
      const properties = { mode: 'Incremental', template, ...(parameters && { parameters }) };
      try {
        return (await resources.beginPut(idOf(groupId, name), apiVersion, { properties }, options)).accepted;
      } catch (error) {
        // Another process has begun it; its outcome is this one's.
        if (isAzureError(error) && error.code === 'DeploymentActive') return {};
        throw isAzureError(error) && isWrapper(error.code) ? unwrapped(error, name) : error;
      }
    },
  };
}

/** A preflight refusal nests its causes as a failed deployment does. */
const unwrapped = (error: AzureError, name: string): AzureError =>
  nestedError(error, { operation: `deployment ${name}`, identity: error.identity, status: error.status });
