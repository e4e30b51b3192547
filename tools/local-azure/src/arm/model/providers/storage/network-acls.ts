import { ArmError } from '../../errors.ts';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { parentIdOf } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';

/** Ids of the subnets in the rules. */
export const subnetsOf = (acls: unknown): string[] =>
  asList(asObject(acls)['virtualNetworkRules'])
    .map((rule) => asObject(rule)['id'])
    .filter(isText);

const refuse = (reason: string, message: string): ArmError =>
  new ArmError(400, 'NetworkAclsValidationFailure', `Validation of network acls failure: ${reason}:${message}.`);

/** @throws ArmError unless the subnets are there and have the service endpoint of Microsoft.Storage */
export function acceptNetworkAcls(given: unknown, view: ResourceView): Json {
  const acls = asObject(given);
  const action = acls['defaultAction'] ?? 'Allow';
  if (action !== 'Allow' && action !== 'Deny')
    throw new ArmError(
      400,
      'InvalidValuesForRequestParameters',
      'Values for request parameters are invalid: networkAcls.defaultAction.',
    );
  for (const id of subnetsOf(acls)) {
    const subnet = view.get(id);
    const [name, network] = [id.split('/').at(-1) ?? '', parentIdOf(id) ?? ''];
    if (subnet?.provisioningState !== 'Succeeded')
      throw refuse(
        'SubnetsNotProvisioned',
        `Cannot proceed with operation because subnets ${name} of the virtual network ${network} are not provisioned. They are in ${subnet?.provisioningState ?? 'Unknown'} state`,
      );
    const endpoints = asList(subnet.properties['serviceEndpoints']).map((one) => asObject(one)['service']);
    if (!endpoints.some((service) => String(service).startsWith('Microsoft.Storage')))
      throw refuse(
        'SubnetsHaveNoServiceEndpointsConfigured',
        `Subnets ${name} of virtual network ${network} do not have ServiceEndpoints for Microsoft.Storage resources configured. Add Microsoft.Storage to subnet's ServiceEndpoints collection before trying to ACL Microsoft.Storage resources to these subnets.`,
      );
  }
  return {
    bypass: 'AzureServices',
    ipRules: [],
    ...acls,
    virtualNetworkRules: subnetsOf(acls).map((id) => ({ id, action: 'Allow', state: 'Succeeded' })),
    defaultAction: action,
  };
}
