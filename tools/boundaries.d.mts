export const everywhere: readonly string[];
type Rule = { readonly libs: '*' | readonly string[]; readonly npm: readonly string[] };
export const libs: Record<
  'telemetry' | 'time' | 'service' | 'api' | 'plan' | 'database' | 'messaging' | 'azure' | 'testing',
  Rule
>;
export const appBars: Record<'frontend' | 'change-feed' | 'backend', readonly string[]>;
