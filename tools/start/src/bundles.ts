import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

export const apps = ['frontend', 'change-feed', 'backend', 'mirror'] as const;
export type AppName = (typeof apps)[number];

/** Where `tools/bundle.mjs` puts an app's bundle. */
export const bundleOf = (root: string, app: AppName): string => join(root, 'apps', app, 'dist-bundle', 'main.mjs');

/** Bundles every app. @throws Error with what the bundler says */
export async function buildBundles(root: string): Promise<void> {
  await Promise.all(
    apps.map((app) => promisify(execFile)(process.execPath, [join('tools', 'bundle.mjs'), app], { cwd: root })),
  );
}
