import { type Accepted, isAzureError, type Resource, type Subscription } from '@aro-rp/azure';
import { type StepRun } from '@aro-rp/plan';
import { apiVersions } from '../../names.ts';
import { type ClusterContext } from '../context.ts';
import { change } from '../create-cluster/subnets.ts';

type Resources = Subscription['resources'];

/** What a resource has to be rid of before Azure deletes it. May be repeated. @throws AzureError */
export interface Attachments {
  /** @returns false while what is attached to it has to go first */
  isFree(resource: Resource): Promise<boolean>;
}

/** @param mended ids of the network interfaces that were put once more; added to */
export function createAttachments(
  context: ClusterContext,
  resources: Resources,
  run: StepRun,
  mended: string[],
  onAccepted: (accepted: Accepted) => void,
): Attachments {
  return {
    async isFree(resource) {
      const { id, type = '', properties } = resource;
      switch (type.toLowerCase()) {
        case 'microsoft.network/networksecuritygroups': {
          const subnets = (properties?.['subnets'] ?? []) as { id: string }[];
          for (const subnet of subnets) await detach(context, subnet.id, id, run);
          return subnets.length === 0;
        }
        case 'microsoft.network/privatednszones': {
          const links = await resources.list(`${id}/virtualNetworkLinks`, apiVersions.privateDns, context.call(run));
          for (const link of links)
            onAccepted(await resources.beginDelete(link.id, apiVersions.privateDns, context.call(run)));
          return links.length === 0;
        }
        case 'microsoft.network/networkinterfaces':
          if (properties?.['provisioningState'] !== 'Failed' || mended.includes(id)) return true;
          mended.push(id);
          return !(await putAgain(resource));
        default:
          return true;
      }
    },
  };

  /** Azure deletes no interface that it has failed to make; a PUT of what is there mends it. @returns whether it was taken */
  async function putAgain(resource: Resource): Promise<boolean> {
    try {
      const { accepted } = await resources.beginPut(resource.id, apiVersions.network, resource, context.call(run));
      onAccepted(accepted);
      return true;
    } catch (error) {
      if (isAzureError(error, 'invalid', 'conflict', 'in-use', 'not-yet', 'not-found')) return false;
      throw error;
    }
  }
}

/** Subnets are the customer's, and stay. */
const detach = (context: ClusterContext, subnetId: string, groupId: string, run: StepRun) =>
  change(
    context,
    subnetId,
    run,
    (properties) => {
      const { networkSecurityGroup, ...rest } = properties;
      const attached = (networkSecurityGroup as { id?: string } | undefined)?.id;
      return attached?.toLowerCase() === groupId.toLowerCase() ? rest : properties;
    },
    () => undefined,
  );
