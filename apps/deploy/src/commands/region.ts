import { DeployError } from '../deploy-error.ts';
import { ensureGroups } from '../region/groups.ts';
import { makeStage } from '../region/make-stage.ts';
import { checkOwnersPart, makeOwnersPart } from '../region/owner.ts';
import { sharedStages } from '../region/stages.ts';
import { ensureStorageRight } from '../region/storage-right.ts';
import { checkVaults } from '../region/vaults.ts';
import { openRegion } from '../azure/index.ts';
import { releaseService } from '../release/index.ts';
import { type ServiceName, serviceNames } from '../services.ts';
import { type Command, type Workshop } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { releaseParts } from './release-parts.ts';

export const region: Command = {
  name: 'region',
  about: 'makes a region, or what is missing of it, and releases the services that it does not have',
  operands: '',
  options: {
    'as-owner': { describe: "does what only a subscription's owner may do, too: groups, roles, the pipeline's rights" },
    'make-data-key': { describe: 'makes the data key when there is none' },
    'shared-only': { describe: 'ends before vaults and services' },
  },
  details: [
    'Groups, then the templates in their order, then what has to be in the vaults, then each service that has no scale',
    'set in the version of the configuration. Run again, it changes nothing, or goes on where it was: deployments that',
    'are running are joined. Services that run are left alone; `deploy service` releases another version.',
  ],
  check: ({ operands }) => (operands.length > 0 ? [`argument ${operands.join(' ')} is unknown`] : []),
  async run(given, line) {
    const hasShared = await makeShared(given, line.has('as-owner'));
    // The registry may be new.
    const found = await openRegion(given.config, given.connection);
    try {
      const workshop = { ...given, region: found };
      const released = line.has('shared-only') ? 0 : await makeServices(workshop, line.has('make-data-key'));
      const isSame = !hasShared && released === 0;
      const { location } = given.config;
      given.progress.line(isSame ? `${location} is as it should be; nothing was changed` : `${location} is done`);
      given.progress.fact('done', { changed: !isSame, released });
      return exitCodes.done;
    } finally {
      await found.close();
    }
  },
};

/** @returns whether anything was changed */
async function makeShared(workshop: Workshop, asOwner: boolean): Promise<boolean> {
  const { config, progress } = workshop;
  let hasChanged = false;
  if (asOwner) {
    progress.step('groups');
    hasChanged = (await ensureGroups(workshop)) > 0;
    hasChanged = (await makeOwnersPart(workshop)) || hasChanged;
  } else {
    progress.step("the owner's part");
    await checkOwnersPart(workshop);
  }
  let outputs: Readonly<Record<string, unknown>> = {};
  for (const stage of sharedStages(config)) {
    const made = await makeStage(workshop, stage, outputs);
    if (stage.template === 'region-shared') outputs = made.outputs;
    hasChanged ||= made.hasChanged;
    if (stage.template === 'global') hasChanged = (await ensureStorageRight(workshop)) || hasChanged;
  }
  return hasChanged;
}

/** @returns how many were released @throws DeployError `failed` that names all that is missing before the first is */
async function makeServices(workshop: Workshop, makeDataKey: boolean): Promise<number> {
  const { config, region: found, progress, interruption } = workshop;
  progress.step('what services need');
  const running = new Set((await found.scaleSets.list()).map((one) => one.service));
  const wanted = serviceNames.filter((service) => !running.has(service));
  const missing = [
    ...(await checkVaults(workshop, { makeDataKey })),
    ...(await Promise.all(wanted.map((service) => imageFault(workshop, service)))).flat(),
  ];
  if (missing.length > 0)
    throw new DeployError(
      'failed',
      ['the region is there, but its services cannot start yet:', ...missing, 'Put that there, and run it again.'].join(
        '\n  ',
      ),
    );
  for (const service of wanted) {
    interruption.stop.throwIfAborted();
    const { version } = config.services[service];
    progress.step(service, version);
    await releaseService(releaseParts(workshop, service), { version });
  }
  return wanted.length;
}

async function imageFault({ config, region: { registry } }: Workshop, service: ServiceName): Promise<string[]> {
  const { version } = config.services[service];
  const digest = await registry.digestOf(service, version);
  return digest === undefined ? [`${registry.loginServer} has no image ${service}:${version}`] : [];
}
