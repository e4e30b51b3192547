import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '@aro-rp/registry';
import { imageOf } from './image.ts';
import { readPushArguments } from './push-arguments.ts';

const stamp = { service: 'backend', version: '1', commit: 'c' };
const files = { 'main.mjs': 'console.log(1)\n', 'version.json': '{}\n' };
const parsed = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString()) as Record<string, unknown>;

describe('an image', () => {
  it('has the same bytes for the same files, in whatever order they come', () => {
    const reversed = Object.fromEntries(Object.entries(files).reverse());

    expect(imageOf(stamp, reversed)).toEqual(imageOf(stamp, files));
    expect(imageOf(stamp, { ...files, 'main.mjs': '' }).digest).not.toBe(imageOf(stamp, files).digest);
    expect(imageOf({ ...stamp, version: '2' }, files).digest).not.toBe(imageOf(stamp, files).digest);
  });

  it('names its layer and its configuration by their digests, and is named by its manifest', () => {
    const { layer, config, manifest, digest } = imageOf(stamp, files);

    expect(parsed(manifest)).toMatchObject({
      config: { digest: digestOf(config), size: config.length },
      layers: [{ digest: digestOf(layer), size: layer.length }],
    });
    expect(parsed(config)).toMatchObject({
      config: { User: '10001:10001', Entrypoint: ['node', '--enable-source-maps', '/app/main.mjs'] },
      rootfs: { diff_ids: [digestOf(layer)] },
    });
    expect(digest).toBe(digestOf(manifest));
  });

  it('has a layer that tar reads', () => {
    const folder = mkdtempSync(join(tmpdir(), 'image-'));
    writeFileSync(join(folder, 'layer.tar'), imageOf(stamp, files).layer);

    const listed = spawnSync('tar', ['-tf', join(folder, 'layer.tar')]).stdout.toString();
    const read = spawnSync('tar', ['-xOf', join(folder, 'layer.tar'), 'app/main.mjs']).stdout.toString();
    rmSync(folder, { recursive: true });

    expect(listed).toBe('app/main.mjs\napp/version.json\n');
    expect(read).toBe(files['main.mjs']);
  });
});

it.each([
  [['backend'], 'refused'],
  [['--registry', 'localhost:1'], 'refused'],
  [['--registry', 'localhost:1', 'backend', 'other'], 'refused'],
  [['--registry', 'localhost:1', 'backend', '--version', '1'], 'refused'],
  [['--help'], 'help'],
  [['backend', '--registry', 'localhost:1'], { host: 'localhost:1', services: ['backend'] }],
])('the arguments %j of push are read', (args, expected) => {
  expect(readPushArguments(args, (name) => name === 'backend')).toEqual(expected);
});
