import { findCapacityFaults } from '../azure/capacity.ts';
import { contentOf, knownOutputs } from '../region/content.ts';
import { missingGroups } from '../region/groups.ts';
import { serviceContent } from '../region/service-content.ts';
import { sharedStages, type Stage, targetText } from '../region/stages.ts';
import { type Fault } from '../azure/index.ts';
import { serviceNames } from '../services.ts';
import { type Command, type Workshop } from './command.ts';
import { exitCodes } from './exit-codes.ts';

export const validate: Command = {
  name: 'validate',
  about: 'looks whether a region could be made and its services released as the configuration says; writes nothing',
  operands: '',
  options: {},
  details: [
    'Configuration and parameters; every template by ARM and its providers; sizes, quota of cores and addresses for twice',
    'the machines; the images. What cannot be looked at yet is said. Exit code 3 when anything is wrong.',
  ],
  check: ({ operands }) => (operands.length > 0 ? [`argument ${operands.join(' ')} is unknown`] : []),
  async run(workshop) {
    const faults = [...(await templateFaults(workshop)), ...(await serviceFaults(workshop))];
    const { config, connection, region, progress } = workshop;
    progress.step('sizes, quota and addresses');
    const capacity = await findCapacityFaults(config, connection, await region.scaleSets.list());
    for (const why of capacity.unknown) progress.line(`  cannot be looked at: ${why}`);
    faults.push(...capacity.faults);
    for (const fault of faults) progress.line(workshop.paint.bad(fault));
    progress.line(
      faults.length === 0 ? `${config.location} can be made as it is configured` : `${faults.length} faults`,
    );
    progress.fact('validated', { faults });
    return faults.length === 0 ? exitCodes.done : exitCodes.refused;
  },
};

async function templateFaults({ config, connection, region, progress }: Workshop): Promise<string[]> {
  const { deployments } = region;
  const stages = sharedStages(config);
  const outputs = await knownOutputs(region, config, stages);
  const absent = new Set((await missingGroups({ config, connection })).map(({ group }) => group));
  const faults: string[] = [];
  for (const stage of stages) {
    progress.step(stage.name, targetText(stage));
    const why = cannotLook(stage, absent, outputs !== undefined);
    if (why !== undefined) {
      progress.line(`  ${stage.name} cannot be looked at yet: ${why}`);
      continue;
    }
    const { template, parameters } = contentOf(config, stage, outputs);
    const found = await deployments.validate(stage.target, stage.name, template, parameters);
    faults.push(...found.map((fault) => textOf(stage.name, fault)));
  }
  return faults;
}

function cannotLook({ target, template }: Stage, absent: ReadonlySet<string>, hasOutputs: boolean): string | undefined {
  if ('group' in target && absent.has(target.group)) return `there is no group ${target.group}`;
  return template === 'global-region' && !hasOutputs ? 'region-shared is not there' : undefined;
}

async function serviceFaults(workshop: Workshop): Promise<string[]> {
  const { config, connection, region, progress } = workshop;
  const { registry, deployments } = region;
  const hasGroup = (await missingGroups({ config, connection })).every(({ group }) => group !== config.group);
  const faults: string[] = [];
  for (const service of serviceNames) {
    const { name, version, template, parameters } = await serviceContent(workshop, service);
    progress.step(service, version);
    if (registry.loginServer === '') progress.line(`  its image cannot be looked at yet: there is no registry`);
    else if ((await registry.digestOf(service, version)) === undefined)
      faults.push(`${registry.loginServer} has no image ${service}:${version}`);
    if (!hasGroup) progress.line(`  it cannot be looked at yet: there is no group ${config.group}`);
    else
      faults.push(
        ...(await deployments.validate({ group: config.group }, name, template, parameters)).map((fault) =>
          textOf(name, fault),
        ),
      );
  }
  return faults;
}

const textOf = (name: string, { code, message, target }: Fault): string =>
  `${name}: ${target === undefined ? '' : `${target}: `}${code}: ${message}`;
