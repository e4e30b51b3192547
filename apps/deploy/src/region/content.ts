import { type Region } from '../azure/index.ts';
import { type RegionConfig } from '../config/index.ts';
import { type Deployable, deployable } from '../parameters.ts';
import { type Stage } from './stages.ts';

/** Outputs of the stages before, by name. */
export type Outputs = Readonly<Record<string, unknown>>;

/** A stage's template and parameters. @param outputs of the stages before it @throws DeployError `bad-input` */
export const contentOf = (config: RegionConfig, { template }: Stage, outputs: Outputs = {}): Deployable =>
  deployable(template, config, {
    // It is the only one that is not where the region is.
    ...(template === 'global' && { location: config.globalLocation }),
    ...(template === 'global-region' && outputs),
  });

/** Of `region-shared`, when it was ever deployed; others need them. */
export async function knownOutputs(
  { deployments }: Pick<Region, 'deployments'>,
  config: RegionConfig,
  stages: readonly Stage[],
): Promise<Outputs | undefined> {
  const shared = stages.find(({ template }) => template === 'region-shared');
  if (!shared) return undefined;
  const { template, parameters } = contentOf(config, shared);
  return (await deployments.last(shared.target, shared.name, template, parameters))?.outputs;
}
