import { randomUUID } from 'node:crypto';
import { type Clock, toInstant } from '@aro-rp/time';
import { type BlobAccount, type BlobContainer, type BlobContainers } from '../../../../blob/account.ts';
import { type Store } from '../../../store.ts';
import { asObject, isText } from '../../json.ts';
import { parseResourcePath } from '../../resource-id.ts';
import { type Resource } from '../../resource.ts';
import { type Resources } from '../../resources.ts';
import { showConnectionsTo } from '../network/private-link-targets.ts';
import { containerEtag, newContainer } from './containers.ts';
import { keysOf } from './keys.ts';
import { accountType } from './names.ts';
import { subnetsOf } from './network-acls.ts';

/** The accounts as the blob service sees them. Containers that it makes are resources like those made by a PUT. */
export function createStorageAccounts(
  store: Store,
  resources: Resources,
  clock: Clock,
  tenantOf: (subscriptionId: string) => string,
): (name: string) => BlobAccount | undefined {
  return (name) => {
    const account = resources.view
      .ofType(undefined, accountType)
      .find((one) => one.name === name && one.provisioningState !== 'Creating');
    if (!account) return undefined;
    const { properties, id } = account;
    const acls = asObject(properties['networkAcls']);
    return {
      name,
      id,
      tenantId: tenantOf(parseResourcePath(id)?.subscriptionId ?? ''),
      keys: keysOf(account).map(({ value }) => value),
      allowSharedKeyAccess: properties['allowSharedKeyAccess'] !== false,
      network: {
        isPublic: properties['publicNetworkAccess'] !== 'Disabled',
        hasPrivateEndpoint: () => showConnectionsTo(account, resources.view).length > 0,
        defaultAction: acls['defaultAction'] === 'Deny' ? 'Deny' : 'Allow',
        subnets: subnetsOf(acls),
      },
      containers: containersOf(store, resources, clock, account),
    };
  };
}

function containersOf(store: Store, resources: Resources, clock: Clock, account: Resource): BlobContainers {
  const { view } = resources;
  const service = `${account.id}/blobServices/default`;
  const idOf = (name: string) => `${service}/containers/${name}`;
  const find = (name: string) => {
    const resource = view.get(idOf(name));
    return resource && show(resource);
  };
  return {
    list: () => view.children(service).map(show),
    find,
    create: (name, metadata) =>
      store.transaction(() => {
        if (view.get(idOf(name)) || !view.get(service)) return undefined;
        const now = toInstant(clock.now());
        resources.track({
          id: idOf(name),
          name,
          type: `${accountType}/blobServices/containers`,
          envelope: {},
          properties: newContainer(metadata),
          provisioningState: 'Succeeded',
          etag: randomUUID(),
          createdTime: now,
          changedTime: now,
        });
        return find(name);
      }),
    remove: (name) => store.transaction(() => resources.erase(idOf(name))),
  };
}

const show = (resource: Resource): BlobContainer => ({
  name: resource.name,
  generation: String(resource.properties['generation']),
  etag: containerEtag(resource),
  changedAt: Date.parse(resource.changedTime),
  metadata: Object.fromEntries(
    Object.entries(asObject(resource.properties['metadata'])).filter((entry): entry is [string, string] =>
      isText(entry[1]),
    ),
  ),
});
