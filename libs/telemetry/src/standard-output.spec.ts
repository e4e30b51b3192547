import { PassThrough } from 'node:stream';
import { standardOutput } from './standard-output.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('standardOutput', () => {
  it('writes the lines of one turn together, in their order, and those of the next by themselves', async () => {
    const out = new PassThrough();
    const writes: string[] = [];
    out.on('data', (chunk: Buffer) => writes.push(chunk.toString()));
    const log = standardOutput(out);

    log.write('one\n');
    log.write('two\n');
    await turn();
    log.write('three\n');
    await turn();
    await turn();

    expect(writes).toEqual(['one\ntwo\n', 'three\n']);
  });
});
