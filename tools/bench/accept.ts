import { computingRatioOf, head, ratioOf, row } from './accept-report.ts';
import { startBareServer } from './bare/process.ts';
import { runBenchmark } from './benchmark.ts';
import { commonCipher } from './cipher.ts';
import { alternate, type LoadOptions } from './load.ts';
import { startSystem } from './system.ts';
import { percent, table } from './table.ts';
import { clusterCount, prepare } from './workload.ts';

const aim = 0.6;

await runBenchmark({
  title: 'The frontend against a bare HTTPS server that makes the same calls of Cosmos DB',
  script: 'accept.ts',
  counts: {
    rounds: { about: 'rounds of each server and operation', otherwise: 10 },
    seconds: { about: 'length of a round', otherwise: 2 },
    connections: { about: 'connections, each with one request at a time', otherwise: 16 },
  },
  async run({ rounds, seconds, connections, build }, stopping) {
    // Without change feed and backend nothing else works while rounds run, and clusters stay as they were accepted.
    await using system = await startSystem({ build, instances: { 'change-feed': 0, backend: 0 }, signal: stopping });
    const { stack, arm, authority, signal } = system;
    const { template, operationsOf } = await prepare(system);
    await using bare = await startBareServer(system, template);
    const servers = {
      frontend: { name: 'frontend', origin: system.frontend, pid: stack.pidOf('frontend') },
      bare: { name: 'bare server', origin: bare.origin, pid: bare.pid },
    };
    const size = (JSON.stringify(template).length / 1024).toFixed(1);
    console.log(`${rounds} rounds of ${seconds} s for each server, alternating; ${connections} connections`);
    console.log(await commonCipher(Object.values(servers), authority));
    console.log(
      `a list has ${clusterCount} clusters; a create writes ${template.length} documents, ${size} KB in all\n`,
    );

    const tls = { cert: arm.certificate, key: arm.privateKey, ca: authority };
    const options: LoadOptions = { connections, seconds, tls, signal, azurePid: stack.pidOf('local-azure') };
    const rows: string[][] = [];
    const ratios = new Map<string, { throughput: number; computing: number }>();
    for (const { name, frontend, baselines } of operationsOf(servers)) {
      console.log(`${name} ...`);
      const [ours = [], ...theirs] = await alternate([frontend, ...baselines], rounds, options);
      for (const [index, baseline] of theirs.entries()) {
        const label = index === 0 ? name : `${name}, bare with reads`;
        rows.push(row(label, ours, baseline));
        ratios.set(label, { throughput: ratioOf(ours, baseline), computing: computingRatioOf(ours, baseline) });
      }
    }
    console.log(`\n${table(head, rows)}`);
    console.log('\nCPU: milliseconds of computing for one request, frontend : bare server, and local Azure for each.');
    const { throughput, computing } = ratios.get('GET') ?? { throughput: NaN, computing: NaN };
    console.log(
      `Aim: GET at least ${percent(aim)} of the bare server's throughput. It is ${percent(throughput)}: ` +
        `${throughput >= aim ? 'met' : 'MISSED'}; by the servers' own computing alone ${percent(computing)}.`,
    );
  },
});
