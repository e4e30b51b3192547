/**
 * Who may import whom. Every lib may import `telemetry` and `time`; these two import none. Apps import libs, never apps.
 * The linter reads this table (`eslint.config.mjs`), and `tools/boundaries.spec.ts` shows each row failing on a file
 * that breaks it.
 */
export const everywhere = ['telemetry', 'time'];

/** lib -> the libs it may import beside `everywhere`, and the npm packages that only it (and its peers) may import. */
export const libs = {
  telemetry: { libs: [], npm: [] },
  time: { libs: [], npm: [] },
  service: { libs: [], npm: ['@azure/identity', '@azure/keyvault-*'] },
  api: { libs: [], npm: [] },
  plan: { libs: [], npm: [] },
  database: { libs: ['api'], npm: ['@azure/cosmos'] },
  messaging: { libs: [], npm: ['@azure/service-bus'] },
  azure: { libs: ['api', 'service'], npm: ['@azure/arm-*', '@azure/identity', '@azure/core-*', '@azure/storage-*'] },
  openshift: { libs: ['api', 'azure'], npm: ['@kubernetes/client-node'] },
  client: { libs: [], npm: ['@azure/core-*'] },
  registry: { libs: [], npm: [] },
  testing: { libs: '*', npm: ['@azure/*'] },
};

/** app -> the libs it may not import. */
export const appBars = {
  frontend: ['azure', 'openshift'],
  'change-feed': ['azure', 'openshift'],
  backend: [],
  mirror: ['messaging', 'openshift', 'plan'],
  // It puts services into Azure and knows nothing of what they do there.
  deploy: ['api', 'azure', 'client', 'database', 'messaging', 'openshift', 'plan'],
};

/** app -> the Azure packages that it may import itself. Services have libs for theirs; `deploy` is no service. */
export const appNpm = {
  deploy: ['@azure/arm-*', '@azure/core-*', '@azure/keyvault-secrets', '@azure/storage-blob'],
};
