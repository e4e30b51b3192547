import { type ApiVersion, versions } from '@aro-rp/api';
import { exampleClusterOf, exampleId, exampleLocation } from '@aro-rp/api/examples';
import { runBenchmark } from './benchmark.ts';
import { median } from './statistics.ts';
import { table } from './table.ts';

const aim = 0.2;

interface Work {
  name: string;
  once(): unknown;
}

/** A PUT that creates the example, one that changes the tags of what the first has made, and the baseline: its JSON. */
function workOf(version: ApiVersion): [baseline: Work, create: Work, replace: Work] {
  const place = { id: exampleId, location: exampleLocation };
  const text = JSON.stringify(exampleClusterOf(version.version));
  const body = () => JSON.parse(text) as Record<string, unknown>;
  const [asked, changed] = [body(), { ...body(), tags: { environment: 'other' } }];
  const current = version.apply({ ...place, method: 'PUT', body: asked }).cluster;
  return [
    { name: 'JSON', once: () => JSON.stringify(JSON.parse(text)) },
    {
      name: 'create',
      once: () => version.toExternal(version.apply({ ...place, method: 'PUT', body: asked }).cluster),
    },
    {
      name: 'replace',
      once: () => version.toExternal(version.apply({ ...place, method: 'PUT', body: changed, current }).cluster),
    },
  ];
}

/** Milliseconds of computing for one, whatever else the machine does. */
function cost({ once }: Work, times: number): number {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) once();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

await runBenchmark({
  title: 'Converting and validating one cluster, in every API version',
  script: 'versions.ts',
  counts: {
    rounds: { about: 'rounds of each version', otherwise: 15 },
    times: { about: 'clusters in a round', otherwise: 200 },
  },
  async run({ rounds, times }, stopping) {
    console.log(`${rounds} rounds of ${times} clusters, versions alternating; milliseconds of computing for one\n`);
    const works = [...versions.values()].map((version) => ({
      name: version.version,
      works: workOf(version).map((work) => ({ work, costs: [] as number[] })),
    }));
    for (const { works: each } of works) for (const { work } of each) cost(work, times);
    for (let round = 0; round < rounds; round++) {
      for (const { works: each } of works) for (const { work, costs } of each) costs.push(cost(work, times));
      stopping.throwIfAborted();
      // Lets a signal in: nothing else here ever waits.
      await new Promise(setImmediate);
    }
    const medians = works.map(({ name, works: each }) => ({ name, costs: each.map(({ costs }) => median(costs)) }));
    const rows = medians.map(({ name, costs: [json = NaN, create = NaN, replace = NaN] }) => [
      name,
      json.toFixed(4),
      create.toFixed(4),
      `${(create / json).toFixed(1)}`,
      replace.toFixed(4),
      `${(replace / json).toFixed(1)}`,
    ]);
    console.log(table(['version', 'JSON', 'create', 'times JSON', 'replace', 'times JSON'], rows));
    const worst = Math.max(...medians.flatMap(({ costs: [, ...ours] }) => ours));
    console.log('\nJSON: the same body parsed and written. Create and replace: apply() and toExternal().');
    console.log(`Aim: under ${aim} ms each. The most is ${worst.toFixed(3)} ms: ${worst < aim ? 'met' : 'MISSED'}.`);
  },
});
