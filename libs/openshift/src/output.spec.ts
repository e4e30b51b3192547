import fc from 'fast-check';
import { Secret } from '@aro-rp/telemetry';
import { type Instant } from '@aro-rp/time';
import { type InstallerOutput, InstallerOutputError, readOutput, serializeOutput } from './output.ts';

const text = fc.string({ minLength: 1 });
const outputs = fc.record({
  infraId: text,
  clusterId: text,
  createdAt: fc.constant('2026-01-01T00:00:00.000Z' as Instant),
  masterIgnition: text,
  workerIgnition: text,
  bootstrapIgnition: text.map((value) => new Secret(value)),
  state: text.map((value) => new Secret(value)),
  kubeadminPassword: text.map((value) => new Secret(value)),
  adminKubeconfig: text.map((value) => new Secret(value)),
});

const revealed = (output: InstallerOutput) =>
  Object.fromEntries(
    Object.entries(output).map(([name, value]: [string, unknown]) => [
      name,
      value instanceof Secret ? ['secret', value.reveal()] : value,
    ]),
  );

it('reads what it wrote, and keeps secret what is secret', () => {
  fc.assert(
    fc.property(outputs, (output) => {
      expect(revealed(readOutput(serializeOutput(output)))).toEqual(revealed(output));
    }),
  );
});

it.each(['', 'canary', '[]', 'null', '{"version":1,"infraId":"demo"}', '{"infraId":7}'])(
  'refuses %j without quoting it',
  (serialized) => {
    expect(() => readOutput(new Secret(serialized))).toThrow(InstallerOutputError);
    expect(() => readOutput(new Secret(serialized))).not.toThrow(/canary/);
  },
);
