import { isEffective, type Change } from '../azure/index.ts';
import { contentOf, knownOutputs } from '../region/content.ts';
import { serviceContent } from '../region/service-content.ts';
import { sharedStages, targetText } from '../region/stages.ts';
import { changeTree } from '../progress/change-tree.ts';
import { missingGroups } from '../region/groups.ts';
import { type ServiceName, serviceNames } from '../services.ts';
import { type Command, type Workshop } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { isService } from './service-operand.ts';

export const diff: Command = {
  name: 'diff',
  about: 'shows what deploying would change, of a region or of one service; writes nothing',
  operands: '[SERVICE]',
  options: {},
  details: [
    'A service is compared in the version that runs: what differs is what its next release changes beside the version.',
    'Exit code 0 when nothing would change, 4 when something would.',
  ],
  check: ({ operands: [service, ...more] }) => [
    ...(service !== undefined && !isService(service)
      ? [`there is no service ${service}: ${serviceNames.join(', ')}`]
      : []),
    ...(more.length > 0 ? [`argument ${more.join(' ')} is unknown`] : []),
  ],
  async run(workshop, { operands: [service] }) {
    let differs = service === undefined && (await sharedDiffers(workshop));
    const wanted = service !== undefined && isService(service) ? [service] : serviceNames;
    for (const one of wanted) differs = (await serviceDiffers(workshop, one)) || differs;
    const { progress, config } = workshop;
    progress.line(differs ? 'something would change' : `nothing would change in ${config.location}`);
    progress.fact('compared', { differs });
    return differs ? exitCodes.differs : exitCodes.done;
  },
};

async function sharedDiffers(workshop: Workshop): Promise<boolean> {
  const { config, connection, region, progress } = workshop;
  const stages = sharedStages(config);
  const outputs = await knownOutputs(region, config, stages);
  const absent = (await missingGroups({ config, connection })).map(({ group }) => group);
  let differs = false;
  for (const stage of stages) {
    progress.step(stage.name, targetText(stage));
    const { target } = stage;
    if ('group' in target && absent.includes(target.group)) {
      progress.line(`  there is no group ${target.group}: all of it would be made`);
      differs = true;
    } else if (stage.template === 'global-region' && !outputs) {
      progress.line('  region-shared was never deployed: what follows from it is not known');
      differs = true;
    } else {
      const { template, parameters } = contentOf(config, stage, outputs);
      const changes = await region.deployments.whatIf(target, stage.name, template, parameters);
      differs = show(workshop, stage.name, changes) || differs;
    }
  }
  return differs;
}

async function serviceDiffers(workshop: Workshop, service: ServiceName): Promise<boolean> {
  const { config, connection, region, progress } = workshop;
  const { name, version, runs, template, parameters } = await serviceContent(workshop, service);
  progress.step(service, runs ? version : `${version}, which does not run yet`);
  const configured = config.services[service].version;
  if (runs && version !== configured)
    progress.line(`  ${version} runs, the configuration has ${configured}: \`deploy service\` releases it`);
  if ((await missingGroups({ config, connection })).some(({ group }) => group === config.group)) return true;
  return show(workshop, name, await region.deployments.whatIf({ group: config.group }, name, template, parameters));
}

/** @returns whether anything would change */
function show({ progress, paint }: Workshop, deployment: string, changes: readonly Change[]): boolean {
  const shown = changes.filter(({ change }) => change !== 'Ignore');
  progress.fact('changes', { deployment, changes: shown.filter(({ change }) => change !== 'NoChange') });
  for (const line of changeTree(shown, paint)) progress.line(`  ${line}`);
  return changes.some(isEffective);
}
