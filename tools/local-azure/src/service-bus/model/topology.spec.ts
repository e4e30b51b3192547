import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseIsoDuration, readTopology, toSettings } from './topology.ts';

test('reads a file in the layout of the emulator', () => {
  const folder = mkdtempSync(join(tmpdir(), 'topology-'));
  const file = join(folder, 'config.json');
  const Properties = { LockDuration: 'PT1M', MaxDeliveryCount: 3, RequiresDuplicateDetection: true };
  const UserConfig = { Namespaces: [{ Name: 'sbemulatorns', Queues: [{ Name: 'queue.1', Properties }], Topics: [] }] };
  writeFileSync(file, JSON.stringify({ UserConfig }));

  const definitions = readTopology(file);

  rmSync(folder, { recursive: true });
  expect(definitions).toEqual([
    { name: 'queue.1', lockDuration: 'PT1M', maxDeliveryCount: 3, requiresDuplicateDetection: true },
  ]);
});

test("what a definition leaves out has Azure's defaults", () => {
  expect(toSettings({ name: 'q' })).toEqual({
    lockDuration: 60_000,
    maxDeliveryCount: 10,
    duplicateWindow: undefined,
    timeToLive: Infinity,
    deadLetterExpired: false,
  });
});

test.each([
  ['PT1M', 60_000],
  ['P1D', 86_400_000],
  ['P1DT2H3M4.5S', 93_784_500],
  ['P10675199DT2H48M5.4775807S', Infinity],
  ['PT', undefined],
  ['P', undefined],
  ['1M', undefined],
  ['P1M', undefined],
])('the duration %s is %p ms', (text, expected) => {
  expect(parseIsoDuration(text)).toBe(expected);
});

test.each([
  [{ name: 'q', lockDuration: 'PT6M' }, "queue 'q': lockDuration"],
  [{ name: 'q', maxDeliveryCount: 0 }, "queue 'q': maxDeliveryCount"],
  [{ name: 'q', requiresSession: true }, "queue 'q': requiresSession"],
  [{ name: '/q' }, "no queue name: '/q'"],
  [{ name: 'q', defaultMessageTimeToLive: 'soon' }, "'soon' is no ISO 8601 duration"],
])('refuses %j and says why', (queue, why) => {
  expect(() => readTopology({ queues: [queue] })).toThrow(why);
});
