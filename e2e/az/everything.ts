import { type Endpoints } from '@aro-rp/local-azure';
import { type Customer } from '../harness/customer.ts';

/** What there is in Azure that a cluster might leave behind, the customer's and the service's, as sorted ids. */
export async function everything(customer: Customer, endpoints: Endpoints): Promise<string[]> {
  const { subscriptionId, dnsZone, rp } = endpoints;
  const own = `/subscriptions/${subscriptionId}`;
  const zone = `/subscriptions/${dnsZone.subscriptionId}/resourceGroups/${dnsZone.resourceGroup}/providers/Microsoft.Network/dnszones/${dnsZone.name}`;
  const lists = [
    `${own}/resourcegroups?api-version=2021-04-01`,
    `${own}/resources?api-version=2021-04-01`,
    `${own}/providers/Microsoft.Authorization/roleAssignments?api-version=2022-04-01`,
    `/subscriptions/${rp.subscriptionId}/resources?api-version=2021-04-01`,
    `${zone}/recordsets?api-version=2018-05-01`,
    `${rp.registryId}/tokens?api-version=2023-07-01`,
  ];
  const found = await Promise.all(
    lists.map(async (path) => {
      const { status, body } = await customer.call('GET', path);
      if (status !== 200 || body['nextLink'] !== undefined) throw new Error(`${path}: ${status}, or a second page`);
      return (body['value'] as { id: string }[]).map(({ id }) => id);
    }),
  );
  return [...found.flat(), ...(await installerOutput(endpoints))].toSorted();
}

/** The sealed results of installations, which only the service may list. */
async function installerOutput({ identities, authorityHost, tenantId, rp }: Endpoints): Promise<string[]> {
  const { clientId = '', clientSecret = '' } = identities['backend'] ?? {};
  const form = { grant_type: 'client_credentials', scope: 'https://storage.azure.com/.default' };
  const granted = await fetch(`${authorityHost}/${tenantId}/oauth2/v2.0/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...form, client_id: clientId, client_secret: clientSecret }),
  });
  const { access_token: token } = (await granted.json()) as { access_token: string };
  const answer = await fetch(`${rp.installerOutput}?restype=container&comp=list`, {
    headers: { authorization: `Bearer ${token}`, 'x-ms-version': '2021-12-02' },
  });
  const listed = await answer.text();
  if (!answer.ok) throw new Error(`${rp.installerOutput}: ${answer.status} ${listed}`);
  return [...listed.matchAll(/<Name>(.*?)<\/Name>/g)].map(([, name]) => `${rp.installerOutput}/${name}`);
}
