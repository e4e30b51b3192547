import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../harness/system.ts';
import { printedBy, scriptOf, shellBlocks } from './fenced-blocks.ts';

const run = (blocks: string[], ...options: string[]) =>
  spawnSync('sh', [...options, '-c', scriptOf(blocks)], { encoding: 'utf8' });

describe('the commands of a page', () => {
  it('are those fenced as sh, in order', () => {
    const markdown = 'a\n```sh\none\ntwo\n```\n```\nnot this\n```\n\n```sh\nthree\n```\n';

    expect(shellBlocks(markdown)).toEqual(['one\ntwo\n', 'three\n']);
  });

  it('run in one shell, each with an output of its own', () => {
    const { status, stdout } = run(['WHO=you\n', 'echo "hello,\n$WHO"\n', ': nothing\n']);

    expect(status).toBe(0);
    expect(printedBy(stdout)).toEqual(['', 'hello,\nyou', '']);
  });

  it.each([
    ['a command that fails', 'echo no; exit 3\n', 3],
    ['a variable that is not set', 'echo no; echo "$NOT_SET_ANYWHERE"\n', 2],
  ])('end at %s', (_, block, code) => {
    const { status, stdout } = run(['echo yes\n', block, 'echo never\n']);

    expect(status).toBe(code);
    expect(printedBy(stdout)).toEqual(['yes', 'no']);
  });

  it('of docs/using-az-aro.md can all be read by sh', () => {
    const blocks = shellBlocks(readFileSync(join(root, 'docs/using-az-aro.md'), 'utf8'));

    expect(run(blocks, '-n')).toMatchObject({ status: 0, stderr: '' });
    expect(blocks.join('')).toMatch(/az login[^]*az aro create[^]*kubectl get nodes[^]*curl[^]*az aro delete/);
  });
});
