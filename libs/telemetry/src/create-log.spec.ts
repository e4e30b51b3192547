import { PassThrough } from 'node:stream';
import { createLog, type LogOptions, Secret } from './index.ts';

function lines(format: LogOptions['format'], level: LogOptions['level'] = 'info') {
  const stream = new PassThrough();
  const log = createLog({ service: 'backend', version: '1.2.3', level, format, stream });
  return { log, read: () => String(stream.read() ?? '') };
}

describe('createLog', () => {
  it('writes one JSON object a line with service, version and the bound fields', () => {
    const { log, read } = lines('json');

    log
      .with({ correlationId: 'c-1', operationId: 'o-1' })
      .info('step ended', { step: 'ensure-resource-group', duration: 12 });

    expect(JSON.parse(read())).toMatchObject({
      level: 'info',
      message: 'step ended',
      service: 'backend',
      version: '1.2.3',
      correlationId: 'c-1',
      operationId: 'o-1',
      step: 'ensure-resource-group',
      duration: 12,
    });
  });

  it('keeps an error apart from the message and shows its causes', () => {
    const { log, read } = lines('json');

    log.error('slice failed', { err: new Error('outer', { cause: new Error('inner') }) });

    const line = JSON.parse(read()) as { message: string; err: { message: string; cause: { message: string } } };
    expect(line.message).toBe('slice failed');
    expect(line.err.message).toBe('outer');
    expect(line.err.cause.message).toBe('inner');
  });

  it('prints no secret, whichever way it comes in', () => {
    const { log, read } = lines('json');
    const canary = 'canary-7f3a';

    log.info(`token eyJhbGciOiJSUzI1NiJ9.${canary}abc.def SharedAccessKey=${canary}`, {
      secret: new Secret(canary),
      clientSecret: canary,
      nested: { kubeconfig: canary, list: [{ password: canary }] },
      err: new Error(`failed with client_secret=${canary}`, { cause: new Secret(canary) }),
    });

    expect(read()).not.toContain(canary);
  });

  it('is silent below its level', () => {
    const { log, read } = lines('json', 'warn');

    log.info('not shown');

    expect(read()).toBe('');
  });

  it('writes a line for people with step, duration and the error in words', () => {
    const { log, read } = lines('text');

    log.warn('again', { step: 'publish-dns', duration: 41.6, err: new TypeError('no answer') });

    expect(read()).toMatch(/WARN {2}backend \[publish-dns\] again \(42 ms\) err="TypeError: no answer"/);
  });
});
