import { randomBytes } from 'node:crypto';
import { idsOf, vaultNames } from '../azure/index.ts';
import { type Workshop } from '../commands/command.ts';
import { statusOf, whoSignsIn } from '../connection/index.ts';

/** What has to be in the vaults before any service starts, by the names of the templates. */
interface Wanted {
  vault: keyof ReturnType<typeof vaultNames>;
  name: string;
  /** How somebody puts it there. */
  command(vault: string, name: string): string;
}

const dataKey = 'data-key';
const importCertificate = (vault: string, name: string) =>
  `az keyvault certificate import --vault-name ${vault} --name ${name} --file CERTIFICATE.pem`;

const wanted: readonly Wanted[] = [
  { vault: 'service', name: dataKey, command: () => 'deploy region --make-data-key' },
  { vault: 'service', name: 'rp-server', command: importCertificate },
  { vault: 'application', name: 'rp-application', command: importCertificate },
  {
    vault: 'mirror',
    name: 'source-registries',
    command: (vault, name) => `az keyvault secret set --vault-name ${vault} --name ${name} --file DOCKER-CONFIG.json`,
  },
];

/**
 * Looks into the vaults, and makes the data key when that was asked for and there is none: one that is there is never
 * touched, since documents are sealed with it. @returns what is missing, each with the command that puts it there
 */
export async function checkVaults(workshop: Workshop, options: { makeDataKey: boolean }): Promise<string[]> {
  const { region, progress } = workshop;
  const names = vaultNames(workshop.config);
  const missing: string[] = [];
  const closed = new Set<string>();
  for (const one of wanted) {
    const vault = names[one.vault];
    if (closed.has(vault)) continue;
    try {
      const secrets = await region.secrets(vault);
      const versions = await secrets.versions(one.name);
      if (versions.some(({ enabled }) => enabled)) continue;
      if (versions.length > 0) missing.push(`${vault} has no version of ${one.name} that is enabled: enable one again`);
      else if (one.name === dataKey && options.makeDataKey) {
        // AES-256.
        await secrets.set(dataKey, randomBytes(32).toString('base64'));
        progress.line(`  ${dataKey} in ${vault} is made`);
      } else missing.push(`${vault} has no ${one.name}: ${one.command(vault, one.name)}`);
    } catch (error) {
      if (statusOf((error as Error).cause) !== 403) throw error;
      closed.add(vault);
      missing.push(await noRight(workshop, vault, error as Error));
    }
  }
  return missing;
}

async function noRight({ config, connection }: Workshop, vault: string, { message }: Error): Promise<string> {
  const { objectId } = await whoSignsIn(connection);
  const scope = idsOf(config).vault(vault);
  return `${vault} cannot be looked into (${message.slice(0, 300)}); it has to be from a network that it lets in, with a role: az role assignment create --role 'Key Vault Secrets Officer' --assignee ${objectId} --scope ${scope}`;
}
