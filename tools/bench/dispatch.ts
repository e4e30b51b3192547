import { protocolTimes } from '@aro-rp/database';
import { queues } from '@aro-rp/messaging';
import { createArmCaller } from './arm-caller.ts';
import { type HopTimes, openBareHops } from './bare/hop.ts';
import { runBenchmark } from './benchmark.ts';
import { type Create, createClusters } from './creates.ts';
import { beginComputing, type Computing } from './cpu-time.ts';
import { head, row } from './dispatch-report.ts';
import { documentsOf } from './documents.ts';
import { createPace } from './pace.ts';
import { median, percentile } from './statistics.ts';
import { startSystem } from './system.ts';
import { table } from './table.ts';
import { createWatch } from './watch.ts';

/** Milliseconds. */
const aim = 200;
/** The backend's own number of receivers. */
const receivers = 16;
const warmUps = 5;
const processes = ['frontend', 'change-feed', 'backend', 'local-azure'];

await runBenchmark({
  title: "From a create's 201 to its first step, against a bare write, feed read, send and receive",
  script: 'dispatch.ts',
  counts: {
    rounds: { about: 'rounds, each measuring both', otherwise: 5 },
    creates: { about: 'creates of a round that come one after another', otherwise: 10 },
    'at-once': { about: 'creates of a round that come at the same time', otherwise: 20 },
    seconds: { about: 'how long one create may take until it counts as lost', otherwise: 30 },
  },
  async run({ rounds, creates, 'at-once': atOnce, seconds, build }, stopping) {
    const watch = createWatch();
    await using system = await startSystem({ build, onLine: watch.line, signal: stopping });
    // A local Azure of its own, because nobody else may receive what the baseline sends.
    const instances = { 'change-feed': 0, backend: 0 };
    await using other = await startSystem({ build: false, instances, signal: stopping });
    await using caller = createArmCaller(system, atOnce);
    const signal = AbortSignal.any([system.signal, other.signal]);
    const clusters = createClusters(system, caller, watch, { seconds, signal });

    const first = await clusters.create();
    await first.ended;
    const template = await documentsOf(system.stack.endpoints, system.stack.endpoints.subscriptionId);
    const poll = protocolTimes.feedPoll;
    await using bare = await openBareHops(other.stack.endpoints, {
      ...{ template, poll, receivers, seconds, signal, queue: queues.clusters },
    });
    const ours = { one: [] as number[], many: [] as number[] };
    const theirs = { one: [] as HopTimes[], many: [] as HopTimes[] };
    const pace = createPace(poll, signal);
    const untilEnded = async (made: Create[]) => {
      await Promise.all(made.map(({ ended }) => ended));
      return made.map(({ dispatch }) => dispatch);
    };
    const createAlone = async () => (await untilEnded([await clusters.create()]))[0] ?? NaN;

    console.log(`${rounds} rounds, each ${creates} creates one after another and ${atOnce} at once, ours and bare`);
    console.log(`the feed is asked every ${poll} ms\n`);
    await pace.oneAfterAnother(warmUps, createAlone);
    await untilEnded(await pace.atOnce(atOnce, clusters.create));
    await pace.oneAfterAnother(warmUps, bare.hop);
    await pace.atOnce(atOnce, bare.hop);
    const computed: Computing[] = [];
    for (let round = 1; round <= rounds; round++) {
      console.log(`round ${round} ...`);
      ours.one.push(...(await pace.oneAfterAnother(creates, createAlone)));
      theirs.one.push(...(await pace.oneAfterAnother(creates, bare.hop)));
      const computing = beginComputing(processes, system.stack.pidOf);
      const made = await pace.atOnce(atOnce, clusters.create);
      computed.push(computing());
      ours.many.push(...(await untilEnded(made)));
      theirs.many.push(...(await pace.atOnce(atOnce, bare.hop)));
    }

    const totals = (hops: readonly HopTimes[]) => hops.map(({ total }) => total);
    const rows = [
      row('one after another', ours.one, totals(theirs.one)),
      row(`${atOnce} at once`, ours.many, totals(theirs.many)),
    ];
    console.log(`\n${table(head, rows)}\n`);
    const part = (name: keyof HopTimes) => median(theirs.one.map((hop) => hop[name])).toFixed(0);
    console.log(
      `Bare, one after another: feed ${part('feed')} ms, broker ${part('bus')} ms; write ${part('write')} ms.`,
    );
    const cost = (name: string) => (median(computed.map((one) => one[name] ?? NaN)) / atOnce).toFixed(1);
    console.log('At once, computing for each create until all have begun their first step:');
    console.log(`  ${processes.map((name) => `${name} ${cost(name)} ms`).join(', ')}.`);
    const reached = percentile(ours.one, 50);
    const verdict = reached < aim ? 'met' : 'MISSED';
    const burst = percentile(ours.many, 50).toFixed(0);
    console.log(
      `Aim: p50 under ${aim} ms. One after another it is ${reached.toFixed(0)} ms: ${verdict}; at once ${burst} ms.`,
    );
  },
});
