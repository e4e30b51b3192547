import { parseArgs } from 'node:util';

export const pushUsage = `node --import tsx tools/package/main.ts push SERVICE... --registry HOST [--version VERSION --commit COMMIT]
    [--auth FILE | --authority URL]

Makes the package of each service and pushes it to HOST as SERVICE:VERSION, an image of one layer without Node: for local
Azure, whose machines bring Node along. A real image has Node below it, and a container engine makes it from the
Dockerfile of the package. Prints a line for each: SERVICE VERSION DIGEST.

  --auth FILE       a docker config file that has the registry's credentials
  --authority URL   signs in at this root of Entra ID with AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET;
                    what is done without --auth, at the public one unless told

NODE_EXTRA_CA_CERTS names the authority of local Azure. Exit codes: 0 pushed, 1 failed, 2 bad arguments.`;

export interface PushLine {
  /** Of the registry, with its port. */
  host: string;
  services: readonly string[];
  /** What git tells unless told. */
  stamp?: { version: string; commit: string };
  auth?: string;
  authority?: string;
}

export function readPushArguments(args: string[], isService: (name: string) => boolean): PushLine | 'help' | 'refused' {
  const text = { type: 'string' } as const;
  const { values, positionals: services } = parseArgs({
    args,
    options: { registry: text, version: text, commit: text, auth: text, authority: text, help: { type: 'boolean' } },
    allowPositionals: true,
  });
  if (values.help) return 'help';
  const { registry: host, version, commit, auth, authority } = values;
  if (host === undefined || services.length === 0 || !services.every(isService)) return 'refused';
  if ((version === undefined) !== (commit === undefined)) return 'refused';
  return {
    ...{ host, services },
    ...(version !== undefined && commit !== undefined && { stamp: { version, commit } }),
    ...(auth !== undefined && { auth }),
    ...(authority !== undefined && { authority }),
  };
}
