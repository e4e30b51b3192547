import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';
import { appBars, everywhere, libs } from './tools/boundaries.mjs';

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

/** Which Azure packages a lib may name; every other project may name none. */
const azureImports = (allowed) => ({
  patterns: [
    {
      group: ['@azure/*', ...['@azure/core-auth', ...allowed].map((name) => `!${name}`)],
      message: 'Only the lib that owns this SDK imports it.',
    },
  ],
});

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
          allow: [],
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
      'no-restricted-syntax': [
        'error',
        {
          selector: 'Literal[value=/\\.\\.\\x2fshared/], TemplateElement[value.raw=/\\.\\.\\x2fshared/]',
          message: 'A clone of this project has nothing beside it: write the fact into docs/ instead.',
        },
      ],
    },
  },
  { files: ['apps/**/*.ts'], ignores: specs, rules: { 'no-restricted-imports': ['error', azureImports([])] } },
  ...Object.entries(libs).map(([name, rule]) => ({
    files: [`libs/${name}/**/*.ts`],
    ignores: specs,
    rules: { 'no-restricted-imports': ['error', azureImports(rule.npm)] },
  })),
  { files: ['tools/**', 'e2e/**'], rules: { 'no-console': 'off' } },
  { files: specs, rules: { '@typescript-eslint/no-require-imports': 'off' } },
);
