import { type Workshop } from '../commands/command.ts';
import { statusOf } from '../connection/index.ts';
import { type Deployable, serviceDeployable } from '../parameters.ts';
import { readVersions } from '../release/index.ts';
import { type ServiceName } from '../services.ts';

/** Stands for an image that is not known, where only the shape counts. */
const noDigest = `sha256:${'0'.repeat(64)}`;

export interface ServiceContent extends Deployable {
  /** Of the deployment, and of the scale set. */
  name: string;
  version: string;
  /** Whether that version runs, or would be released by `deploy region`. */
  runs: boolean;
}

/**
 * The template of a service with the parameters of the version that runs; of the configured one where none does.
 * Differences to what is there are then those that the next release would bring by itself.
 */
export async function serviceContent(workshop: Workshop, service: ServiceName): Promise<ServiceContent> {
  const { config, region } = workshop;
  const { registry, scaleSets } = region;
  const versions = await unlessRefused(() => readVersions(region.blobs, { location: config.location, service }));
  const sets = (await scaleSets.list()).filter((one) => one.service === service);
  const current = versions?.value.current;
  const running = sets.find(({ version }) => version === current?.version) ?? sets[0];
  const version = running?.version ?? config.services[service].version;
  const known = current?.version === version ? current.digest : await registry.digestOf(service, version);
  const given = { version, digest: known ?? noDigest, registry: registry.loginServer, release: running?.release ?? '' };
  const { template, parameters } = serviceDeployable(service, config, given);
  return {
    ...{ template, parameters, version, name: `${service}-${version}`, runs: running !== undefined },
  };
}

/** What nobody may read, or is in no account yet, is not known. */
async function unlessRefused<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    const { cause, message } = error as Error;
    if (statusOf(cause) === 403 || /there is no storage account/.test(message)) return undefined;
    throw error;
  }
}
