import { isEffective } from '../azure/index.ts';
import { type Workshop } from '../commands/command.ts';
import { contentOf, type Outputs } from './content.ts';
import { type Stage, targetText } from './stages.ts';

export interface Made {
  outputs: Outputs;
  hasChanged: boolean;
}

/**
 * Deploys a stage, unless it was deployed from the same content and ARM says that doing it again would change nothing.
 * @throws DeploymentFault that names each resource that failed
 */
export async function makeStage(
  { config, region: { deployments }, progress, interruption }: Workshop,
  stage: Stage,
  before: Outputs,
): Promise<Made> {
  const { name, target } = stage;
  const { template, parameters } = contentOf(config, stage, before);
  progress.step(name, targetText(stage));
  const last = await deployments.last(target, name, template, parameters);
  if (last?.isSame && !(await deployments.whatIf(target, name, template, parameters)).some(isEffective)) {
    progress.line(`  ${name} is as it should be`);
    progress.fact('unchanged', { deployment: name });
    return { outputs: last.outputs, hasChanged: false };
  }
  const tell = (operation: Parameters<typeof progress.operation>[1]) => progress.operation(name, operation);
  const made = await deployments.run(target, name, template, parameters, tell, interruption.stop);
  progress.fact('deployed', { deployment: name });
  return { outputs: made, hasChanged: true };
}
