import { AzureError, isAzureError, type Resource, type Subscription } from '@aro-rp/azure';
import { type VersionDocument } from '@aro-rp/database';
import { type StepRun } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { type Places, placesOf } from '../places.ts';
import { type May, permissionsAt } from '../role-assignments.ts';
import { findSizes, type Sizes } from '../vm-sizes.ts';
import { type Finding, type Verb } from './findings.ts';
import { machineGroups } from './machines.ts';
import { identify, type Principal } from './service-principal.ts';

/** What was seen of a resource. One that may not be read is told by what is said of rights. */
export type Look = { kind: 'found'; resource: Resource } | { kind: 'absent' } | { kind: 'refused' };

/** A validation's view of the customer's subscription: each thing is asked for once, by whoever needs it first. */
export interface Survey {
  readonly context: ClusterContext;
  readonly run: StepRun;
  readonly verb: Verb;
  /** Since the step began, in milliseconds; next to nothing when it is run for the first time. */
  readonly waitedFor: number;
  readonly places: Places;
  /** As our own application. */
  readonly customer: Subscription;
  /** @throws AzureError for what is neither there nor missing nor refused */
  look(id: string, apiVersion: string): Promise<Look>;
  /** All pages; none when what the collection is in is not there. */
  list(path: string, apiVersion: string): Promise<Resource[]>;
  /** What the region offers of the sizes that the cluster asks for; undefined while Azure tells of none at all. */
  sizes(): Promise<Sizes | undefined>;
  /** What the service knows of the version that the cluster asks for. */
  version(): Promise<VersionDocument | undefined>;
  /** Who the cluster is, for Entra ID. */
  principal(): Promise<Principal>;
  /** What our own application may do there. */
  mayWe(scope: string): Promise<May>;
  /** What the cluster's service principal may do there. @throws AzureError when it cannot sign in */
  mayCluster(scope: string): Promise<May>;
}

/** Something that may be in the way, looked for by itself. */
export type Check = (survey: Survey) => Promise<Finding[]>;

/** @throws CloudError when the cluster's subnets are none */
export async function createSurvey(context: ClusterContext, run: StepRun, verb: Verb): Promise<Survey> {
  const waitedFor = context.now() - run.startedAt;
  const customer = await context.customer(run);
  const { call } = context;
  const asked = new Map<string, Promise<unknown>>();
  const once = <T>(key: string, ask: () => Promise<T>): Promise<T> => {
    const known = asked.get(key.toLowerCase()) ?? ask();
    asked.set(key.toLowerCase(), known);
    return known as Promise<T>;
  };

  const mayCluster = (scope: string) =>
    once(`cluster ${scope}`, async () => permissionsAt(context, await context.asCluster(run), scope, run));

  const principal = () => once('principal', () => identify(context, run, mayCluster));
  const lookAs = async ({ resources }: Subscription, id: string, apiVersion: string): Promise<Look> => {
    try {
      const resource = await resources.get(id, apiVersion, call(run));
      return resource === undefined ? { kind: 'absent' } : { kind: 'found', resource };
    } catch (error) {
      if (isAzureError(error, 'forbidden')) return { kind: 'refused' };
      if (isUnregistered(error)) return { kind: 'absent' };
      throw error;
    }
  };

  return {
    ...{ context, run, verb, waitedFor, customer },
    places: placesOf(context.cluster),
    look: (id, apiVersion) =>
      once(`look ${id}`, async (): Promise<Look> => {
        const seen = await lookAs(customer, id, apiVersion);
        // Rights that were given at a resource go with it: whether it is there then shows to whoever reads more.
        if (seen.kind !== 'refused' || (await principal()).kind === 'unknown') return seen;
        return (await lookAs(await context.asCluster(run), id, apiVersion)).kind === 'absent'
          ? { kind: 'absent' }
          : seen;
      }),
    list: (path, apiVersion) =>
      once(`list ${path}`, () =>
        customer.resources.list(path, apiVersion, call(run)).catch((error: unknown) => {
          if (isAzureError(error, 'not-found') || isUnregistered(error)) return [];
          throw error;
        }),
      ),
    sizes: () =>
      once('sizes', () => {
        const names = machineGroups(context.cluster).map(({ vmSize }) => vmSize);
        return findSizes(context, run, names).catch((error: unknown) => {
          if (isUnregistered(error)) return undefined;
          throw error;
        });
      }),
    version: () =>
      once('version', async () => {
        const wanted = context.cluster.properties.clusterProfile.version ?? '';
        return (await context.versions.get(wanted, { signal: run.signal }))?.document;
      }),
    principal,
    mayWe: (scope) => once(`we ${scope}`, () => permissionsAt(context, customer, scope, run)),
    mayCluster,
  };
}

/** Told by itself, of the provider; what the provider would have said is not known then. */
const isUnregistered = (error: unknown): boolean =>
  error instanceof AzureError && error.code === 'MissingSubscriptionRegistration';
