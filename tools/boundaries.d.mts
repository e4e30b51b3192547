export const everywhere: readonly string[];
type Rule = { readonly libs: '*' | readonly string[]; readonly npm: readonly string[] };
export const libs: Record<
  'telemetry' | 'time' | 'service' | 'api' | 'plan' | 'database' | 'messaging' | 'azure' | 'testing',
  Rule
>;
export const appBars: Record<'frontend' | 'change-feed' | 'backend' | 'mirror' | 'deploy', readonly string[]>;
export const appNpm: Record<'deploy', readonly string[]>;
