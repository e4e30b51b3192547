import { PassThrough } from 'node:stream';
import { type WorkDocument } from '@aro-rp/database';
import { createLog, createMetrics, silentLog } from '@aro-rp/telemetry';
import { seconds } from '@aro-rp/time';
import { fieldsOf, stepReporter } from './report.ts';

it('names a document without its cluster as far as it can, so that it can be ended', () => {
  const broken = { id: 'd1', type: 'cluster', operationId: 'o1', plan: { kind: 'create-cluster' } };

  expect(fieldsOf(broken as unknown as WorkDocument)).toMatchObject({ operationId: 'o1', plan: 'create-cluster' });
});

it('says at once why a step is tried again, and nothing of one that has to wait', () => {
  const stream = new PassThrough();
  const log = createLog({ service: 'backend', version: '1', level: 'info', format: 'json', stream });
  const report = stepReporter(log, createMetrics('backend'), 'create-cluster');
  const step = { kind: 'waits', step: 'run-installer', duration: seconds(1), after: seconds(2) } as const;

  report({ ...step, waitingFor: 'another cluster' });
  report({ ...step, waitingFor: 'exit code 1', error: new Error('exit code 1') });

  const lines = String(stream.read()).trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([
    expect.objectContaining({ level: 'warn', event: 'step-waits', step: 'run-installer', waitingFor: 'exit code 1' }),
  ]);
});

it('counts a mistake of ours each time, and neither a broken connection nor what has to be waited for', async () => {
  const metrics = createMetrics('backend');
  const report = stepReporter(silentLog, metrics, 'create-cluster');
  const waits = (error?: Error) =>
    report({
      ...{ kind: 'waits', step: 'choose', duration: seconds(1), waitingFor: 'it', after: seconds(1) },
      ...(error && { error }),
    });

  waits(new TypeError('undefined is not a function'));
  waits(new TypeError('fetch failed', { cause: new Error('ECONNRESET') }));
  waits(new Error('the right has not spread yet'));
  waits();

  const text = await metrics.text();
  expect(text).toMatch(/unexpected_errors\{plan="create-cluster",step="choose".* 1\n/);
});
