import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { appBars, everywhere, libs } from './boundaries.mjs';

interface Probe {
  title: string;
  file: string;
  code: string;
  rule: string;
}

const use = (name: string) => `import * as used from '${name}';\nexport const probe = used;\n`;
const boundary = '@nx/enforce-module-boundaries';
const restricted = 'no-restricted-imports';
const names = Object.keys(libs) as (keyof typeof libs)[];

const refusedLibs = (name: keyof typeof libs): string[] => {
  const rule: { libs: string | readonly string[] } = libs[name];
  if (rule.libs === '*') return [];
  const allowed = new Set([name, ...rule.libs, ...(everywhere.includes(name) ? [] : everywhere)]);
  return names.filter((other) => !allowed.has(other));
};

const isReal = (lib: string) => (names as string[]).includes(lib);

const probes: Probe[] = [
  ...names.flatMap((name) =>
    refusedLibs(name).map((other) => ({
      title: `${name} may not import ${other}`,
      file: `libs/${name}/src/probe.ts`,
      code: use(`@aro-rp/${other}`),
      rule: boundary,
    })),
  ),
  ...Object.entries(appBars).flatMap(([app, barred]) =>
    [...barred.filter(isReal), 'testing'].map((lib) => ({
      title: `${app} may not import ${lib}`,
      file: `apps/${app}/src/probe.ts`,
      code: use(`@aro-rp/${lib}`),
      rule: boundary,
    })),
  ),
  ...Object.keys(appBars).flatMap((app) => [
    ...Object.keys(appBars)
      .filter((other) => other !== app)
      .map((other) => ({
        title: `${app} may not import the app ${other}`,
        file: `apps/${app}/src/probe.ts`,
        code: use(`../../${other}/src/settings.ts`),
        rule: boundary,
      })),
    {
      title: `${app} may not import local Azure`,
      file: `apps/${app}/src/probe.ts`,
      code: use('@aro-rp/local-azure'),
      rule: boundary,
    },
    {
      title: `${app} may not name an Azure SDK`,
      file: `apps/${app}/src/probe.ts`,
      code: use('@azure/cosmos'),
      rule: restricted,
    },
  ]),
  ...names
    .filter((name) => name !== 'testing')
    .flatMap((name) => [
      {
        title: `${name} may not import local Azure`,
        file: `libs/${name}/src/probe.ts`,
        code: use('@aro-rp/local-azure'),
        rule: boundary,
      },
      ...(['@azure/cosmos', '@azure/service-bus', '@azure/arm-resources'] as const)
        .filter((sdk) => !libs[name].npm.some((allowed) => sdk.startsWith(allowed.replace('*', ''))))
        .map((sdk) => ({
          title: `${name} may not import ${sdk}`,
          file: `libs/${name}/src/probe.ts`,
          code: use(sdk),
          rule: restricted,
        })),
    ]),
  {
    title: 'nothing may read or cite what a clone does not have beside it',
    file: 'libs/api/src/probe.ts',
    code: `export const page = '..' + '/' + '${['..', 'shared', 'design'].join('/')}';\n`,
    rule: 'no-restricted-syntax',
  },
  ...[
    "export const level = process.env.NODE_ENV === undefined ? 'info' : 'debug';",
    "const { ['NODE_ENV']: where } = process.env;\nexport const probe = where;",
    'export function probe(development: boolean) {\n  if (development) return 1;\n  return 2;\n}',
    'export const probe = (settings: { isDevelopment: boolean }) => (settings.isDevelopment ? 1 : 2);',
    'export const probe = (isLocal: boolean, ready: boolean) => ready && !isLocal;',
    'export const probe = (settings: { production: boolean }) => !settings.production || 1;',
    'export const probe = (using: { emulator?: string }) => (using.emulator === undefined ? 1 : 2);',
    "export const probe = (environment: string) => environment === 'development';",
    "export function probe(place: string) {\n  switch (place) {\n    case 'production':\n      return 1;\n  }\n}",
  ].flatMap((code) =>
    ['libs/database/src/probe.ts', 'apps/backend/src/app.ts'].map((file) => ({
      title: `nothing in ${file} may depend on where it runs: ${code.replaceAll(/\s+/g, ' ')}`,
      file,
      code: `${code}\n`,
      rule: 'no-restricted-syntax',
    })),
  ),
];

const allowed: Omit<Probe, 'rule'>[] = [
  { title: 'database may import api', file: 'libs/database/src/probe.ts', code: use('@aro-rp/api') },
  { title: 'database may import Cosmos DB', file: 'libs/database/src/probe.ts', code: use('@azure/cosmos') },
  { title: 'deploy may import ARM', file: 'apps/deploy/src/probe.ts', code: use('@azure/arm-resources') },
  {
    title: 'main may read whatever it wants of its environment',
    file: 'apps/backend/src/main.ts',
    code: "export const probe = process.env.NODE_ENV === 'production';\n",
  },
  {
    title: 'a parts list may depend on its settings',
    file: 'apps/backend/src/app.ts',
    code: 'export const probe = (settings: { secret?: string }) => (settings.secret === undefined ? 1 : 2);\n',
  },
  { title: 'backend may import azure', file: 'apps/backend/src/probe.ts', code: use('@aro-rp/azure') },
];

describe('module boundaries', () => {
  let found: { rule: string; message: string }[][];

  beforeAll(() => {
    mkdirSync('.nx', { recursive: true });
    const { stdout, stderr, status } = spawnSync(
      'sh',
      [
        '-c',
        'node_modules/.bin/nx show projects > .nx/projects.txt && exec "$0" tools/lint-text.mjs',
        process.execPath,
      ],
      { input: JSON.stringify([...probes, ...allowed]), encoding: 'utf8', maxBuffer: 1 << 26 },
    );
    if (status !== 0) throw new Error(stderr);
    found = JSON.parse(stdout) as typeof found;
  }, 120_000);

  it.each(probes.map((probe, index) => ({ ...probe, index })))('$title', ({ index, rule }) => {
    expect(found[index]?.map((one) => one.rule)).toContain(rule);
  });

  it.each(allowed.map((probe, index) => ({ ...probe, index })))('$title', ({ index }) => {
    expect(found[probes.length + index]).toEqual([]);
  });
});
