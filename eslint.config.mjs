import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { oneComposition } from './tools/one-composition.mjs';
import { appBars, appNpm, everywhere, libs } from './tools/boundaries.mjs';

const allLibs = Object.keys(libs);
const tags = (names) => names.map((name) => `lib:${name}`);

const libRules = Object.entries(libs).map(([name, rule]) => ({
  sourceTag: `lib:${name}`,
  onlyDependOnLibsWithTags:
    rule.libs === '*'
      ? ['*']
      : [`lib:${name}`, ...tags([...rule.libs, ...(everywhere.includes(name) ? [] : everywhere)])],
}));

const appRules = Object.entries(appBars).map(([name, barred]) => ({
  sourceTag: `app:${name}`,
  onlyDependOnLibsWithTags: tags(allLibs.filter((lib) => !barred.includes(lib) && lib !== 'testing')),
}));

/** Which Azure packages a lib or an app may name; every other project may name none. */
const azureImports = (allowed) => ({
  patterns: [
    {
      group: ['@azure/*', ...['@azure/core-auth', ...allowed].map((name) => `!${name}`)],
      message: 'Only the project that owns this SDK imports it.',
    },
  ],
});

const nothingBeside = {
  selector: 'Literal[value=/\\.\\.\\x2fshared/], TemplateElement[value.raw=/\\.\\.\\x2fshared/]',
  message: 'A clone of this project has nothing beside it: write the fact into docs/ instead.',
};

const source = ['**/*.ts', '**/*.mjs'];
const specs = [
  '**/*.spec.ts',
  '**/*.e2e.ts',
  '**/*.long.ts',
  'e2e/**/*.ts',
  'libs/testing/**/*.ts',
  '{apps,libs}/*/src/testing/**/*.ts',
  '**/testing.ts',
];

export default tseslint.config(
  { ignores: ['**/node_modules', '**/dist-bundle', 'dist', '.nx', '.local', 'swagger/published', '**/fixtures'] },
  ...tseslint.configs.recommended,
  { files: source, plugins: { '@nx': nx } },
  {
    files: ['{apps,libs,tools}/**/*.ts'],
    ignores: specs,
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: false,
          // Templates are no project: `deploy` has them in its bundle.
          allow: ['../../../deploy/*'],
          ignoredCircularDependencies: [...allLibs, 'local-azure'].flatMap((name) => [
            ['testing', name],
            ['local-azure', name],
          ]),
          depConstraints: [
            ...libRules,
            ...appRules,
            { sourceTag: 'kind:tool', onlyDependOnLibsWithTags: ['kind:lib', 'kind:tool'] },
            { sourceTag: 'kind:e2e', onlyDependOnLibsWithTags: ['*'] },
          ],
        },
      ],
    },
  },
  {
    files: source,
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      'no-console': 'error',
      eqeqeq: 'error',
      'no-restricted-syntax': ['error', nothingBeside],
    },
  },
  {
    files: ['{apps,libs}/**/*.ts'],
    ignores: [...specs, 'apps/*/src/main.ts'],
    rules: { 'no-restricted-syntax': ['error', nothingBeside, ...oneComposition] },
  },
  { files: ['apps/**/*.ts'], ignores: specs, rules: { 'no-restricted-imports': ['error', azureImports([])] } },
  ...Object.entries(appNpm).map(([name, npm]) => ({
    files: [`apps/${name}/**/*.ts`],
    ignores: specs,
    rules: { 'no-restricted-imports': ['error', azureImports(npm)] },
  })),
  ...Object.entries(libs).map(([name, rule]) => ({
    files: [`libs/${name}/**/*.ts`],
    ignores: specs,
    rules: { 'no-restricted-imports': ['error', azureImports(rule.npm)] },
  })),
  { files: ['tools/**', 'e2e/**'], rules: { 'no-console': 'off' } },
  { files: specs, rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
