import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { instructionsOf } from './dockerfile.ts';

const root = join(__dirname, '../..');

/** Of no commit: others may be made while a test runs. */
export const stamp = { version: '0.1.0-0123456789ab', commit: '0123456789abcdef' };

/** Runs the tool as a pipeline would. @returns what it printed */
export async function packageInto(service: string, folder: string): Promise<string> {
  const args = ['--import', 'tsx', 'tools/package/main.ts', service, '--output', folder];
  for (const [name, value] of Object.entries(stamp)) args.push(`--${name}`, value);
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });
  return stdout;
}

/** Every file of a folder with its content. */
export const contentOf = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), 'latin1')]),
  );

/**
 * Does what a build of the image would, in an empty folder that stands for the image's root: copies, runs the steps with
 * Node on the path and nothing else around, and gives back how the container is started. @throws when a step fails
 */
export function buildIn(image: string, context: string): { command: string[]; environment: Record<string, string> } {
  const environment: Record<string, string> = { PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
  let folder = image;
  let command: string[] = [];
  for (const { name, text } of instructionsOf(readFileSync(join(context, 'Dockerfile'), 'utf8')))
    switch (name) {
      case 'ENV':
        environment[text.split('=')[0] ?? ''] = text.split('=')[1] ?? '';
        break;
      case 'WORKDIR':
        folder = join(image, text);
        mkdirSync(folder, { recursive: true });
        break;
      case 'COPY':
        copy(text, context, image);
        break;
      case 'RUN':
        execFileSync('sh', ['-c', text], { cwd: folder, env: environment });
        break;
      case 'ENTRYPOINT':
        command = (JSON.parse(text) as string[]).map((one) => (one.startsWith('/') ? join(image, one) : one));
    }
  return { command, environment };
}

function copy(text: string, context: string, image: string): void {
  const words = text.split(' ');
  const mode = parseInt(/--chmod=(\d+)/.exec(text)?.[1] ?? '0644', 8);
  const names = words.filter((word) => !word.startsWith('--'));
  const target = join(image, names.pop() ?? '');
  for (const name of names) {
    copyFileSync(join(context, name), join(target, name));
    chmodSync(join(target, name), mode);
  }
}
