import { accept, workUntilEnded, readCluster } from '../apps/backend/src/testing/worker-on.ts';
import { createWorld } from '../apps/backend/src/testing/world.ts';
import { resource } from '@aro-rp/testing';
const t0 = performance.now();
const since = () => ((performance.now() - t0) / 1000).toFixed(2);
const world = await createWorld();
console.log('world', since());
const log: any = {
  debug() {},
  info(m: string, f: any) {
    if (f?.event?.startsWith('step')) console.log(since(), f.event, f.step, f.waitingFor ?? '');
  },
  warn: (m: string, f: any) => console.log(since(), 'WARN', m, f?.err?.message ?? f),
  error: (m: string, f: any) => console.log('ERROR', m, f),
  with: () => log,
};
const id = resource('c1', world.endpoints.subscriptionId);
const { cluster, secrets } = await world.cluster(id, { version: process.argv[2] });
console.log('cluster', since());
const op = await accept(world.database, id, { cluster, secrets, deadline: Number(process.env.DEADLINE ?? 7200000) });
const worker = world.worker({}, log);
const timer = setInterval(async () => {
  const r = await readCluster(world.database, id);
  if (r.document.plan) console.log(since(), '   ', r.document.plan.cursor, '-', r.document.plan.waitingFor);
}, 3000);
const end = await workUntilEnded(world.database, id, () => worker);
console.log(
  since(),
  end.document.provisioningState,
  JSON.stringify((await world.database.operations.get(id.subscriptionId, op))?.document, null, 1).slice(0, 3000),
);
console.log(JSON.stringify(end.document.facts, null, 1).slice(0, 1500));
if (process.argv[3] !== 'keep') {
  const op2 = await accept(world.database, id, { kind: 'delete' });
  const end2 = await workUntilEnded(world.database, id, () => worker);
  console.log(
    since(),
    end2.document.provisioningState,
    end2.document.tombstone,
    JSON.stringify((await world.database.operations.get(id.subscriptionId, op2))?.document.error ?? ''),
  );
}
clearInterval(timer);
await world[Symbol.asyncDispose]();
