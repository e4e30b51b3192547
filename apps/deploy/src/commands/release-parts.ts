import { seconds } from '@aro-rp/time';
import { serviceDeployable } from '../parameters.ts';
import { type ReleaseParts, releaseRegion } from '../release/index.ts';
import { type ServiceName } from '../services.ts';
import { type Workshop } from './command.ts';

/** What releases of one service need, out of what every command has. */
export function releaseParts(workshop: Workshop, service: ServiceName): ReleaseParts {
  const { config, connection, region, progress, clock, run, by, interruption } = workshop;
  const registry = region.registry.loginServer;
  return {
    ...{ service, progress, clock, run, by, interruption },
    region: releaseRegion(config, connection, region),
    config: config.services[service],
    location: config.location,
    target: { group: config.group },
    deployment: (given) => serviceDeployable(service, config, { ...given, registry }),
    lookEvery: seconds(5),
  };
}
