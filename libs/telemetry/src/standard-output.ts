import { Writable } from 'node:stream';

/**
 * Standard output for logs. A pipe is written synchronously, so the lines of one turn of the event loop go out in one
 * write. What is still held is written when the process exits; a `kill -9` loses at most the lines of its last turn.
 */
export function standardOutput(out: NodeJS.WritableStream = process.stdout): Writable {
  let held: string[] = [];
  const flush = () => {
    if (held.length === 0) return;
    const text = held.join('');
    held = [];
    out.write(text);
  };
  process.on('exit', flush);
  return new Writable({
    decodeStrings: false,
    write(chunk: string | Buffer, _encoding, done) {
      if (held.length === 0) setImmediate(flush);
      held.push(chunk.toString());
      done();
    },
  });
}
