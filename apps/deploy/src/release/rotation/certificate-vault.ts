import {
  bearerTokenAuthenticationPolicy,
  createDefaultHttpClient,
  createHttpHeaders,
  createPipelineFromOptions,
  createPipelineRequest,
  type HttpMethods,
  RestError,
} from '@azure/core-rest-pipeline';
import { apiVersions, idsOf } from '../../azure/ids.ts';
import { type RegionConfig } from '../../config/index.ts';
import { asking, type Connection, statusOf } from '../../connection/index.ts';
import { DeployError } from '../../deploy-error.ts';

export interface CertificatePolicy {
  issuer?: { name?: string };
}

/** One vault's certificates. */
export interface CertificateVault {
  /** @returns undefined when there is none of that name */
  newest(name: string): Promise<{ version: string; createdAt: number } | undefined>;
  policy(name: string): Promise<CertificatePolicy>;
  /** Begins to have a new version issued. */
  create(name: string, policy: CertificatePolicy): Promise<void>;
  /** How far that is: `inProgress`, `completed` or whatever else ended it. */
  pending(name: string): Promise<{ status: string; reason: string }>;
}

const apiVersion = '7.4';
const scope = 'https://vault.azure.net/.default';

interface Bundle {
  id: string;
  attributes: { created: number };
}

interface Operation {
  status: string;
  error?: { message?: string } | null;
}

/** Key Vault REST, certificates. @throws DeployError `failed` when there is no such vault */
export async function openCertificates(
  config: RegionConfig,
  { arm, credential }: Connection,
  vault: string,
): Promise<CertificateVault> {
  const found = await arm.find(`${idsOf(config).vault(vault)}?api-version=${apiVersions.keyVault}`);
  const { vaultUri } = (found?.['properties'] ?? {}) as { vaultUri?: string };
  if (vaultUri === undefined) throw new DeployError('failed', `there is no vault ${vault}: \`deploy region\` makes it`);
  const root = vaultUri.replace(/\/$/, '');
  const pipeline = createPipelineFromOptions({});
  pipeline.addPolicy(bearerTokenAuthenticationPolicy({ credential, scopes: [scope] }));
  const client = createDefaultHttpClient();

  const send = async (method: HttpMethods, path: string, body?: object): Promise<unknown> => {
    const response = await pipeline.sendRequest(
      client,
      createPipelineRequest({
        ...{ method, url: `${root}/certificates/${path}?api-version=${apiVersion}` },
        headers: createHttpHeaders({ accept: 'application/json', 'content-type': 'application/json' }),
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
    const { status: statusCode, request } = response;
    if (statusCode >= 400) throw new RestError(`the answer was ${statusCode}`, { statusCode, request, response });
    return JSON.parse(response.bodyAsText ?? '{}') as unknown;
  };
  const ask = (name: string, method: HttpMethods, path: string, body?: object) =>
    asking(`certificate ${name} of ${vault}`, () => send(method, path, body));

  return {
    async newest(name) {
      try {
        const { id, attributes } = (await ask(name, 'GET', name)) as Bundle;
        return { version: id.split('/').at(-1) ?? '', createdAt: attributes.created * 1_000 };
      } catch (error) {
        if (statusOf((error as Error).cause) === 404) return undefined;
        throw error;
      }
    },
    policy: async (name) => (await ask(name, 'GET', `${name}/policy`)) as CertificatePolicy,
    async create(name, policy) {
      await ask(name, 'POST', `${name}/create`, { policy });
    },
    async pending(name) {
      const { status, error } = (await ask(name, 'GET', `${name}/pending`)) as Operation;
      return { status, reason: error?.message ?? 'no reason is given' };
    },
  };
}
