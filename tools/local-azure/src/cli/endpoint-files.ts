import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Endpoints } from '../host/context.ts';
import { replaceFile } from '../host/durable-file.ts';

/**
 * Writes what clients need into the data folder: `ca.pem`, `env.sh`, `cloud.json` (when there is an ARM to log in to)
 * and, last, `endpoints.json`. Each is replaced whole; only this user can read them, since they hold secrets.
 * @returns the endpoints as written, with `caBundle`
 */
export async function writeEndpointFiles(
  dataDir: string,
  authority: string,
  found: Partial<Endpoints>,
): Promise<Partial<Endpoints>> {
  const path = (name: string) => resolve(join(dataDir, name));
  const endpoints = { ...found, caBundle: path('ca.pem') };
  await replaceFile(endpoints.caBundle, authority);
  await replaceFile(path('env.sh'), environment(endpoints));
  const cloud = cloudConfiguration(endpoints);
  if (cloud) await replaceFile(path('cloud.json'), `${JSON.stringify(cloud, undefined, 2)}\n`);
  await replaceFile(path('endpoints.json'), `${JSON.stringify(endpoints, undefined, 2)}\n`);
  return endpoints;
}

/** What a clean stop does first, so that nobody begins to use what is about to end. */
export async function removeEndpoints(dataDir: string): Promise<void> {
  await rm(join(dataDir, 'endpoints.json'), { force: true });
}

/** For `.` in a shell: `COSMOS_ENDPOINT` is `cosmos.endpoint`, and so on. */
export function environment({ processes: _, ...endpoints }: Partial<Endpoints>): string {
  const variables = [
    ...flatten(endpoints, []),
    ['NODE_EXTRA_CA_CERTS', endpoints.caBundle ?? ''],
    ['REQUESTS_CA_BUNDLE', endpoints.caBundle ?? ''],
  ];
  return variables.map(([name, value]) => `export ${name}='${value?.replaceAll("'", `'\\''`)}'\n`).join('');
}

function flatten(value: unknown, path: string[]): [string, string][] {
  if (typeof value !== 'object' || value === null) return [[path.map(upperSnake).join('_'), String(value)]];
  return Object.entries(value).flatMap(([name, member]) => flatten(member, [...path, name]));
}

const upperSnake = (name: string) =>
  name
    .replaceAll('-', '_')
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .toUpperCase();

/**
 * For `az cloud register --cloud-config @cloud.json`. The authority must end in `/adfs`: for any other unknown host
 * `az` 2.45 asks Azure itself whether it exists. Microsoft Graph can be named in no other way than by this file.
 */
export function cloudConfiguration({ arm, authority, graph }: Partial<Endpoints>): object | undefined {
  if (arm === undefined || authority === undefined) return undefined;
  const graphs = graph === undefined ? {} : { microsoftGraphResourceId: `${graph}/` };
  return {
    endpoints: {
      resourceManager: arm,
      management: arm,
      activeDirectory: authority,
      activeDirectoryResourceId: `${arm}/`,
      activeDirectoryGraphResourceId: `${graph ?? arm}/`,
      ...graphs,
    },
    // Nothing resolves these names: tools/az asks Resource Manager where a vault is.
    suffixes: { keyvaultDns: '.vault.localhost' },
  };
}
