/**
 * What `npm start`, `npm test` and the others run: installs what is missing, then hands over to the pinned Node.
 * Plain JavaScript that imports only `node:` modules, because it runs before anything is installed.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const commands = {
  start: ['--import', 'tsx', 'tools/start/src/main.ts'],
  test: ['tools/test.mjs'],
  'test:long': ['tools/test.mjs', '--long'],
  'local-azure': ['--import', 'tsx', 'tools/local-azure/src/cli/main.ts'],
};

function fail(line, code = 1) {
  process.stderr.write(`${line}\n`);
  process.exit(code);
}

const atLeast = (version, major, minor) => {
  const [a = 0, b = 0] = version.replace(/^v/, '').split('.').map(Number);
  return a > major || (a === major && b >= minor);
};

function install() {
  const marker = join(root, 'node_modules/.installed-lock');
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  process.stderr.write('Installing the dependencies (about a minute, once) ...\n');
  const done = spawnSync('npm', ['ci', '--loglevel=error'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (done.error) fail(`npm cannot be run (${done.error.message}); install npm 9 or later and try again.`);
  if (done.status !== 0) fail('npm ci failed; its message is above. Check the network or the registry and try again.');
  writeFileSync(marker, lock);
}

/** The pinned Node where the registry has one for this platform, else the running one if it is new enough. */
function findNode() {
  const pinned = join(root, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (existsSync(pinned)) return pinned;
  if (atLeast(process.version, 24, 9)) return process.execPath;
  return fail(
    `There is no pinned Node for ${process.platform}-${process.arch}, and this one is ${process.version}; install Node 24.9 or later.`,
  );
}

const [command, ...args] = process.argv.slice(2);
if (!atLeast(process.version, 18, 0))
  fail(`This is Node ${process.version}; Node 18 or later is needed to begin with.`);
if (!Object.hasOwn(commands, command ?? '')) fail(`usage: node tools/run.mjs ${Object.keys(commands).join('|')}`, 2);
install();

const bin = join(root, 'node_modules/.bin');
const child = spawn(findNode(), [...commands[command], ...args], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    NX_DAEMON: 'false',
    NX_ISOLATE_PLUGINS: 'false',
    NX_TUI: 'false',
  },
});
// A terminal's Ctrl-C reaches the child by itself; a signal to this process alone must be passed on.
process.on('SIGINT', () => undefined);
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => fail(`cannot run Node: ${error.message}`));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
