import { createApplicationCredential } from '@aro-rp/service';
import { Secret } from '@aro-rp/telemetry';
import { seenIn } from './installed.ts';
import { type World } from './world.ts';

/** The ids of all that there is in Azure: in the customer's subscription and in the service's, role assignments and blobs too. */
export async function allInAzure(world: World): Promise<Set<string>> {
  const { subscriptionId, rp } = world.endpoints;
  const seen = seenIn(world);
  const subscription = `/subscriptions/${subscriptionId}`;
  const [assignments, groups, blobs] = await Promise.all([
    seen.list(`${subscription}/providers/Microsoft.Authorization/roleAssignments`),
    seen.list(`${subscription}/resourceGroups`),
    installerOutputs(world),
  ]);
  const resources = [subscriptionId, rp.subscriptionId].flatMap((one) =>
    world.azure.arm.view.children(`/subscriptions/${one}`),
  );
  return new Set([...[...resources, ...assignments, ...groups].map(({ id }) => id.toLowerCase()), ...blobs]);
}

/** What was not there before. */
export const since = (before: ReadonlySet<string>, after: ReadonlySet<string>): string[] =>
  [...after].filter((id) => !before.has(id)).sort();

/** URLs of the blobs with what the installer has made (Blob service REST API, "List Blobs"). */
async function installerOutputs({ endpoints }: World): Promise<string[]> {
  const { tenantId, authorityHost, identities, rp } = endpoints;
  const { clientId = '', clientSecret = '' } = identities['backend'] ?? {};
  const proof = { secret: new Secret(clientSecret) };
  const credential = createApplicationCredential({ tenantId, authorityHost, clientId, proof });
  const token = await credential.getToken('https://storage.azure.com/.default');
  const answer = await fetch(`${rp.installerOutput}?restype=container&comp=list`, {
    headers: { authorization: `Bearer ${token?.token}`, 'x-ms-version': '2023-11-03' },
  });
  if (!answer.ok) throw new Error(`blob storage answers ${answer.status}: ${await answer.text()}`);
  return [...(await answer.text()).matchAll(/<Name>([^<]+)<\/Name>/g)].map(
    ([, name]) => `${rp.installerOutput}/${name}`,
  );
}
