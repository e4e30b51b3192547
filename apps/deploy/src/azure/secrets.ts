import { SecretClient, type SecretProperties } from '@azure/keyvault-secrets';
import { type RegionConfig } from '../config/region-config.ts';
import { asking, type Connection, statusOf } from '../connection/index.ts';
import { DeployError } from '../deploy-error.ts';
import { apiVersions, idsOf } from './ids.ts';
import { type SecretClientLike, type SecretVersion } from './region.ts';

/** @throws DeployError `failed` when there is no such vault */
export async function openSecrets(
  config: RegionConfig,
  { arm, credential }: Connection,
  vault: string,
): Promise<SecretClientLike> {
  const found = await arm.find(`${idsOf(config).vault(vault)}?api-version=${apiVersions.keyVault}`);
  const { vaultUri } = (found?.['properties'] ?? {}) as { vaultUri?: string };
  if (vaultUri === undefined) throw new DeployError('failed', `there is no vault ${vault}: \`deploy region\` makes it`);
  // ARM said the address; the check that it ends in Azure's public domain would bar other clouds.
  const client = new SecretClient(vaultUri, credential, { disableChallengeResourceVerification: true });

  return {
    get: (name) =>
      asking(`secret ${name} of ${vault}`, async () => {
        try {
          const { value = '', properties } = await client.getSecret(name);
          return { ...versionOf(properties), value, contentType: properties.contentType };
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      }),
    versions: (name) =>
      asking(`versions of secret ${name} of ${vault}`, async () => {
        const versions: SecretVersion[] = [];
        for await (const one of client.listPropertiesOfSecretVersions(name)) versions.push(versionOf(one));
        return versions.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0));
      }),
    set: (name, value, { contentType } = {}) =>
      asking(`secret ${name} of ${vault}`, async () =>
        versionOf(
          (await client.setSecret(name, value, { ...(contentType !== undefined && { contentType }) })).properties,
        ),
      ),
  };
}

const versionOf = ({ version = '', enabled, createdOn, expiresOn }: SecretProperties): SecretVersion => ({
  version,
  enabled: enabled !== false,
  createdAt: createdOn?.getTime(),
  expiresAt: expiresOn?.getTime(),
});
