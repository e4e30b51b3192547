import { type OpenShiftCluster, parseResourceId, type ResourceId } from '@aro-rp/api';
import { type ActivityRecord } from '@aro-rp/local-azure';
import { type Facts, type StepResult } from '@aro-rp/plan';
import { apiVersions } from '../names.ts';
import { install, type Installed, type Seen, seenIn } from '../testing/installed.ts';
import { runWith, untilDone } from '../testing/step-on.ts';
import { runWatched } from '../testing/watched.ts';
import { createWorld, type World } from '../testing/world.ts';
import { createCluster } from './create-cluster/index.ts';
import { type ClusterFacts } from './facts.ts';
import { type createPlanBook } from './index.ts';

type PlanBook = ReturnType<typeof createPlanBook>;
type Done = Extract<StepResult, { kind: 'done' }>;

const kinds = [
  ['public', '4.16.30'],
  ['private', '4.20.5'],
] as const;

interface Run {
  cluster: Installed;
  /** What each step said at its end. */
  learnt: Map<string, Done>;
  /** As it was asked for. */
  first: OpenShiftCluster;
}

let world: World;
let seen: Seen;
let book: PlanBook;
let runs: Run[];
const { signal } = new AbortController();
beforeAll(async () => {
  world = await createWorld();
  seen = seenIn(world);
  book = world.planBook();
  runs = await Promise.all(kinds.map(([visibility, version]) => create(visibility, version)));
}, 180_000);
afterAll(() => world[Symbol.asyncDispose]());

/** The plans, and what each of their steps has said at its end. */
function recording(): { book: PlanBook; learnt: Map<string, Done> } {
  const learnt = new Map<string, Done>();
  const find: PlanBook['find'] = (kind, version) => {
    const plan = book.find(kind, version);
    if (plan === undefined) return undefined;
    const steps = plan.steps.map((step) => ({
      ...step,
      action: async (...given: Parameters<typeof step.action>) => {
        const result = await step.action(...given);
        if (result.kind === 'done') learnt.set(step.name, result);
        return result;
      },
    }));
    return { ...plan, steps };
  };
  return { book: { ...book, find }, learnt };
}

async function create(visibility: 'public' | 'private', version: string): Promise<Run> {
  const { book: recorded, learnt } = recording();
  const options = { version, private: visibility === 'private' };
  const cluster = await install(world, visibility, { ...options, book: recorded });
  return { cluster, learnt, first: (await world.cluster(idOf(cluster), options)).cluster };
}

function idOf({ document }: Installed): ResourceId {
  const id = parseResourceId(document.cluster.id);
  if (id === undefined) throw new Error('the document holds no cluster');
  return id;
}

/** Every resource of both subscriptions as it is stored, with the version that each write changes; and who has which role. */
async function everything(): Promise<Map<string, unknown>> {
  const { subscriptionId, rp } = world.endpoints;
  const assignments = await seen.list(
    `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleAssignments`,
  );
  const resources = [subscriptionId, rp.subscriptionId].flatMap((one) =>
    world.azure.arm.view.children(`/subscriptions/${one}`),
  );
  const groups = await seen.list(`/subscriptions/${subscriptionId}/resourceGroups`);
  return new Map([...resources, ...assignments, ...groups].map((one) => [one.id, one]));
}

/** Where the service's registry keeps the passwords of tokens. */
const withoutRegistry = (all: Map<string, unknown>) =>
  new Map([...all].filter(([id]) => id.toLowerCase() !== world.endpoints.rp.registryId.toLowerCase()));

/** They choose: what was not stored is chosen anew, and nothing was made with it yet. */
const choosing: readonly string[] = ['choose', 'choose-router-address'];
/** A repeat makes a new password for the same token, which the plan gives to the cluster later on. */
const isWithNewPassword = (step: string) => step === 'create-registry-token';

/** The new password has another age. */
const withoutAge = (facts: Facts = {}): Facts => {
  const { registryPassword, ...rest } = facts as Partial<ClusterFacts>;
  return { ...rest, ...(registryPassword && { registryPassword: registryPassword.name }) };
};

const isWrittenByCluster = /\/Microsoft\.Network\/(loadBalancers|networkSecurityGroups)\//i;
const writes = (records: readonly ActivityRecord[]) =>
  records.filter(({ method }) => method !== 'GET' && method !== 'HEAD').map(({ method, path }) => `${method} ${path}`);

const lastRequest = () => world.azure.arm.requests().at(-1)?.n ?? 0;

/** As the document was before the step's results were stored in it: a member at a time, as they are merged. */
function before(now: OpenShiftCluster, first: OpenShiftCluster, { properties = {} }: Done): OpenShiftCluster {
  const original = first.properties as unknown as Record<string, unknown>;
  const undone = Object.fromEntries(Object.keys(properties).map((name) => [name, original[name]]));
  return { ...now, properties: { ...now.properties, ...undone } };
}

describe.each(kinds)(
  'of a %s cluster of OpenShift %s that runs, with its router on the load balancer',
  (visibility) => {
    let cluster: Installed;
    let learnt: Map<string, Done>;
    let first: OpenShiftCluster;
    beforeAll(() => ({ cluster, learnt, first } = runs[kinds.findIndex(([one]) => one === visibility)]!));

    /** The fact, when an earlier step has learnt it too. */
    const saidBefore = (name: string, fact: string): Record<string, unknown> => {
      const names = createCluster.steps.map((step) => step.name);
      const earlier = names.slice(0, names.indexOf(name)).map((one) => learnt.get(one)?.facts ?? {});
      const last = earlier.findLast((facts) => fact in facts);
      return last === undefined ? {} : { [fact]: last[fact] };
    };

    it('there is something to lose: what the cluster has written on its own', async () => {
      const balancer = visibility === 'public' ? cluster.infraId : `${cluster.infraId}-internal`;
      const place = `${cluster.group}/providers/Microsoft.Network`;
      const { properties } = await seen.require(`${place}/loadBalancers/${balancer}`);
      const group = await seen.require(`${place}/networkSecurityGroups/${cluster.infraId}-nsg`);

      const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name);
      expect(names(properties['loadBalancingRules'])).toEqual(
        expect.arrayContaining([expect.stringMatching(/-TCP-80$/), expect.stringMatching(/-TCP-443$/)]),
      );
      expect(names(properties['frontendIPConfigurations'])).toHaveLength(2);
      expect(names(group.properties['securityRules'])).toEqual(
        expect.arrayContaining([expect.stringMatching(/-TCP-443-/)]),
      );
      expect([...learnt.keys()].sort()).toEqual(createCluster.steps.map(({ name }) => name).sort());
    });

    it.each(createCluster.steps.map(({ name, action }) => [name, action] as const))(
      '%s, run again as after a crash before its record, changes nothing',
      async (name, action) => {
        const ended = learnt.get(name);
        if (ended === undefined) throw new Error(`${name} has not run`);
        const { document } = cluster;
        const facts = { ...document.facts };
        for (const fact of Object.keys(ended.facts ?? {})) {
          delete facts[fact];
          Object.assign(facts, saidBefore(name, fact));
        }
        const context = book.context({ ...document, cluster: before(document.cluster, first, ended) }, Date.now);
        const [all, since] = [await everything(), lastRequest()];

        const again = await untilDone(action, context, runWith(facts, { signal, startedAt: Date.now() }));

        const records = world.azure.arm.requests({ after: since });
        expect(writes(records).filter((one) => isWrittenByCluster.test(one))).toEqual([]);
        const compared = isWithNewPassword(name) ? withoutRegistry : (them: typeof all) => them;
        expect(compared(await everything())).toEqual(compared(all));
        if (!choosing.includes(name))
          expect([withoutAge(again.facts), again.properties]).toEqual([withoutAge(ended.facts), ended.properties]);
      },
      30_000,
    );

    it('the whole plan, run again from its first step by the worker, changes nothing', async () => {
      const [all, since] = [await everything(), lastRequest()];

      const { document, operation } = await runWatched(world, idOf(cluster), { kind: 'create' });

      expect([operation?.error, operation?.diagnostics, document.provisioningState]).toEqual([
        undefined,
        undefined,
        'Succeeded',
      ]);
      expect(withoutAge(document.facts)).toEqual(withoutAge(cluster.document.facts));
      expect(document.cluster.properties).toEqual({
        ...cluster.document.cluster.properties,
        lastProvisioningState: 'Succeeded',
      });
      const records = world.azure.arm.requests({ after: since });
      expect(writes(records).filter((one) => isWrittenByCluster.test(one))).toEqual([]);
      expect(withoutRegistry(await everything())).toEqual(withoutRegistry(all));
    }, 60_000);

    // Last, for it is the end of the cluster: that the comparison above sees what a second deployment does.
    it('a deployment that nobody remembers, and so is made again, would have cost the cluster its router', async () => {
      const action = createCluster.steps.find(({ name }) => name === 'deploy-base')?.action;
      if (action === undefined) throw new Error('there is no step deploy-base');
      const { document } = cluster;
      const { baseDeployed: _, ...facts } = document.facts;
      const context = book.context(document, Date.now);
      const run = runWith(facts, { signal, startedAt: Date.now() });
      const [all, since] = [await everything(), lastRequest()];
      const deployment = `${cluster.group}/providers/Microsoft.Resources/deployments/base`;
      await (await context.customer(run)).resources.beginDelete(deployment, apiVersions.providers, { signal });

      await untilDone(action, context, run);

      const written = writes(world.azure.arm.requests({ after: since })).filter((one) => isWrittenByCluster.test(one));
      expect(written.length).toBeGreaterThan(0);
      expect(await everything()).not.toEqual(all);
    }, 30_000);
  },
);
