import { type Change } from '../azure/index.ts';
import { DeployError, DeploymentFault } from '../deploy-error.ts';
import { type ReleaseParts, scaleSetName } from './parts.ts';
import { type Version } from './record.ts';

const ownTypes = ['microsoft.compute/virtualmachinescalesets', 'microsoft.insights/autoscalesettings'];
const harmless: readonly Change['change'][] = ['NoChange', 'Ignore', 'NoEffect'];

/**
 * Asks ARM what the deployment would do, tells it, and holds it against what a release may do. Writes nothing.
 * @throws DeploymentFault `refused` with every fault; DeployError `refused` when it would touch what is not its own
 */
export async function preflight(parts: ReleaseParts, version: Version): Promise<void> {
  const { region, service, target, run, progress, tell = lineOf } = parts;
  const name = scaleSetName(service, version.version);
  const { template, parameters } = parts.deployment({ ...version, release: run });
  const faults = await region.deployments.validate(target, name, template, parameters);
  if (faults.length > 0) throw new DeploymentFault('refused', name, faults);
  const changes = await region.deployments.whatIf(target, name, template, parameters);
  const made = changes.filter(({ change }) => !harmless.includes(change));
  if (made.length === 0) progress.line(`${name} is as the template says already`);
  for (const change of made) progress.line(tell(change));
  const strange = made.filter((change) => !isOwn(change, name));
  if (strange.length > 0)
    throw new DeployError(
      'refused',
      `a release of ${name} may touch its own scale set and autoscale alone, and this one would touch more:\n${strange.map((one) => `  ${lineOf(one)}`).join('\n')}`,
    );
}

const isOwn = ({ type, name, change }: Change, own: string): boolean =>
  change !== 'Delete' && name === own && ownTypes.includes(type.toLowerCase());

const lineOf = ({ change, type, name, properties }: Change): string =>
  [`${change.toLowerCase()} ${type} ${name}`, ...properties.map(({ path }) => path)].join(' ');
