import { createHash } from 'node:crypto';
import { seconds } from '@aro-rp/time';
import { apiVersions, idsOf } from '../azure/index.ts';
import { type Workshop } from '../commands/command.ts';
import { statusOf, whoSignsIn } from '../connection/index.ts';
import { DeployError } from '../deploy-error.ts';

/** Storage Blob Data Contributor ("Azure built-in roles"), which is among the roles that a pipeline may give away. */
const role = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe';

/**
 * Whoever releases reads and leases blobs of the global account, which has no keys: it gives itself that role there when
 * it does not have it, and waits until it counts. @returns whether it had to @throws DeployError `refused`
 */
export async function ensureStorageRight(workshop: Workshop): Promise<boolean> {
  const { config, connection, progress, interruption } = workshop;
  const { arm, clock, rightsSpread } = connection;
  if (await mayRead(workshop)) return false;
  const { objectId: principalId, isApplication, name } = await whoSignsIn(connection);
  const scope = idsOf(config).globalStorage;
  const roleDefinitionId = `/subscriptions/${config.globalSubscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
  const path = `${scope}/providers/Microsoft.Authorization/roleAssignments/${guidOf(`${scope} ${principalId}`)}`;
  const principalType = isApplication ? 'ServicePrincipal' : 'User';
  const body = { properties: { roleDefinitionId, principalId, principalType } };
  await arm.send('PUT', `${path}?api-version=${apiVersions.authorization}`, {
    ...{ body, what: `Storage Blob Data Contributor at ${config.storageName} for ${name}` },
  });
  const deadline = clock.monotonic() + rightsSpread;
  while (!(await mayRead(workshop))) {
    if (clock.monotonic() > deadline)
      throw new DeployError('failed', `the role at ${config.storageName} does not count yet; run again in a while`);
    progress.waiting(`${name} was given a role at ${config.storageName}; it does not count yet`);
    await clock.sleep(seconds(5), interruption.stop);
  }
  return true;
}

/** What is not there is allowed to be read, or it would be refused. */
async function mayRead({ region }: Workshop): Promise<boolean> {
  try {
    await region.blobs.read('versions', 'right');
    return true;
  } catch (error) {
    if (statusOf((error as Error).cause) === 403) return false;
    throw error;
  }
}

/** The same for the same text, so that a second run finds the first one's assignment. */
function guidOf(text: string): string {
  const hex = createHash('sha256').update(text.toLowerCase()).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}
