import { type ResourceGroup as SdkResourceGroup } from '@azure/arm-resources';
import { AzureError } from './azure-error.ts';
import { type Call, type CallOptions, orNotFound } from './call.ts';
import { type Clients } from './clients.ts';
import { type Accepted } from './operations.ts';
import { type Resources } from './resources.ts';

export interface ResourceGroup {
  id: string;
  name: string;
  location: string;
  managedBy?: string;
  /** `Deleting` while a deletion runs. */
  provisioningState?: string;
}

export interface ResourceGroupSpec {
  location: string;
  /** The resource that owns the group; it never changes afterwards. */
  managedBy: string;
  tags?: Record<string, string>;
}

/**
 * - `ours`: it is there and managed by us; `created` by this call.
 * - `foreign`: it is there, and managed by somebody else, by nobody, or in another region.
 * - `deleting`: it is ours, and on its way out.
 */
export type EnsuredGroup =
  | { kind: 'ours'; group: ResourceGroup; created: boolean }
  | { kind: 'foreign'; group: ResourceGroup }
  | { kind: 'deleting'; group: ResourceGroup };

export interface ResourceGroups {
  get(name: string, options: CallOptions): Promise<ResourceGroup | undefined>;
  /** Looks first, so that nothing is written over; may be repeated and run by several at once. @throws AzureError */
  ensure(name: string, spec: ResourceGroupSpec, options: CallOptions): Promise<EnsuredGroup>;
  /** Starts the deletion of the group and all in it, and returns; ask {@link get} whether it is over. Gone is fine. */
  beginDelete(name: string, options: CallOptions): Promise<Accepted>;
}

const apiVersion = '2021-04-01';

export function createResourceGroups(
  clients: () => Clients,
  call: Call,
  resources: Pick<Resources, 'beginDelete'>,
  subscriptionId: string,
): ResourceGroups {
  const get: ResourceGroups['get'] = async (name, options) => {
    const found = await orNotFound(
      call('resource group GET', options, ({ abortSignal, headers }) =>
        clients().resources.resourceGroups.get(name, { abortSignal, requestOptions: { headers } }),
      ),
    );
    return found && toGroup(found);
  };

  return {
    get,

    async ensure(name, spec, options) {
      const found = await get(name, options);
      if (found !== undefined) return judge(found, spec);
      const made = await call('resource group PUT', options, ({ abortSignal, headers }) =>
        clients().resources.resourceGroups.createOrUpdate(name, spec, { abortSignal, requestOptions: { headers } }),
      );
      return { kind: 'ours', group: toGroup(made), created: true };
    },

    async beginDelete(name, options) {
      try {
        const id = `/subscriptions/${subscriptionId}/resourceGroups/${name}`;
        return await resources.beginDelete(id, apiVersion, options);
      } catch (error) {
        if (isBeingDeleted(error)) return {};
        throw error;
      }
    },
  };
}

function judge(group: ResourceGroup, { managedBy, location }: ResourceGroupSpec): EnsuredGroup {
  if (group.managedBy?.toLowerCase() !== managedBy.toLowerCase()) return { kind: 'foreign', group };
  if (group.provisioningState?.toLowerCase() === 'deleting') return { kind: 'deleting', group };
  if (sameRegion(group.location, location)) return { kind: 'ours', group, created: false };
  return { kind: 'foreign', group };
}

/** ARM takes and gives `East US` and `eastus` alike. */
const sameRegion = (a: string, b: string) => normal(a) === normal(b);
const normal = (region: string) => region.replaceAll(' ', '').toLowerCase();

const isBeingDeleted = (error: unknown) =>
  error instanceof AzureError && error.code.toLowerCase() === 'resourcegroupbeingdeleted';

const toGroup = ({ id, name, location, managedBy, properties }: SdkResourceGroup): ResourceGroup => ({
  id: id ?? '',
  name: name ?? '',
  location,
  ...(managedBy !== undefined && { managedBy }),
  ...(properties?.provisioningState !== undefined && { provisioningState: properties.provisioningState }),
});
