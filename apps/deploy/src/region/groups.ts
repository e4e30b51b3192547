import { apiVersions, groupId } from '../azure/index.ts';
import { type Workshop } from '../commands/command.ts';
import { type Place, placesOf } from './stages.ts';

/** Makes the groups that are not there. @returns how many it made @throws DeployError `refused` */
export async function ensureGroups({ config, connection: { arm }, progress }: Workshop): Promise<number> {
  const missing = await missingGroups({ config, connection: { arm } });
  for (const place of missing) {
    const { subscription, group, location } = place;
    await arm.send('PUT', pathOf(place), { body: { location }, what: `group ${group} of ${subscription}` });
    progress.line(`  group ${group} in ${location} is made`);
  }
  return missing.length;
}

export async function missingGroups({
  config,
  connection: { arm },
}: {
  config: Workshop['config'];
  connection: Pick<Workshop['connection'], 'arm'>;
}): Promise<Place[]> {
  const found = await Promise.all(
    placesOf(config).map(async (place) => ({ place, is: await arm.find(pathOf(place)) })),
  );
  return found.filter(({ is }) => is === undefined).map(({ place }) => place);
}

const pathOf = ({ subscription, group }: Place): string =>
  `${groupId(subscription, group)}?api-version=${apiVersions.groups}`;
