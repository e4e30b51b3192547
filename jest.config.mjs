const swc = {
  swcrc: false,
  jsc: {
    target: 'es2023',
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: false },
    keepClassNames: true,
  },
  module: { type: 'commonjs', lazy: true },
};

const shared = {
  testEnvironment: 'node',
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  modulePathIgnorePatterns: ['/dist-bundle/', '/\\.local/'],
  watchPathIgnorePatterns: ['/\\.local/'],
};

const long = { ...shared, displayName: 'long', testMatch: ['<rootDir>/{apps,e2e,tools}/**/*.long.ts'] };
const localAzure = '/tools/local-azure/';
/** A path alone must not start what takes ten minutes. */
const isLong = process.argv.some((argument) => /^(--selectProjects=)?long$/.test(argument));

/**
 * `unit` stands beside the code, `local-azure` beside what the code is tested against; `e2e` runs the services as
 * processes; `long` takes long. `npm run test:long` runs those that `npm test` does not.
 */
export default {
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: ['<rootDir>/{apps,libs,tools}/**/*.spec.ts'],
      testPathIgnorePatterns: ['/node_modules/', localAzure],
    },
    { ...shared, displayName: 'local-azure', testMatch: [`<rootDir>${localAzure}**/*.spec.ts`] },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/e2e/**/*.e2e.ts'] },
    ...(isLong ? [long] : []),
  ],
  testSequencer: '<rootDir>/tools/longest-first.mjs',
  testTimeout: 30_000,
};
