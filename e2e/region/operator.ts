import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleOf } from '@aro-rp/start';
import { customerFolder, signedIn } from '../az/azure-cli.ts';
import { root } from '../harness/system.ts';
import { type Identity } from './deploy-process.ts';
import { type Region } from './region.ts';

/** Variables that a page names. */
export type Variables = Readonly<Record<string, string>>;

/** Somebody who does what a page says: signed in with the real Azure CLI, and with our own commands on the path. */
export interface Operator {
  /**
   * Runs a block of a page with `sh`, in one folder and with the variables that earlier blocks have set.
   * @returns what it printed @throws Error that has what it said when any of its commands fails
   */
  run(block: string, variables?: Variables): Promise<string>;
  /** For files that a page wants. */
  folder: string;
  close(): void;
}

/** `deploy` is the pipeline's unless it is told `--as-owner`; `backend` and `az` are the owner's. */
export async function startOperator(region: Region): Promise<Operator> {
  const { endpoints } = region.azure;
  const place = await customerFolder(endpoints);
  const folder = mkdtempSync(join(tmpdir(), 'aro-operator-'));
  const commands = join(folder, 'bin');
  const variables = join(folder, 'variables.sh');
  mkdirSync(commands);
  writeFileSync(variables, '');
  const script = (name: string, lines: string[]) => {
    writeFileSync(join(commands, name), ['#!/bin/sh', ...lines, ''].join('\n'));
    chmodSync(join(commands, name), 0o755);
  };
  const as = ({ clientId, clientSecret }: Identity) =>
    `AZURE_CLIENT_ID='${clientId}' AZURE_CLIENT_SECRET='${clientSecret}'`;
  const common = [
    `export CREDENTIAL=client-secret AZURE_CLIENT_ID AZURE_CLIENT_SECRET AZURE_TENANT_ID='${endpoints.tenantId}'`,
    `export AZURE_AUTHORITY_HOST='${endpoints.authorityHost}' NODE_EXTRA_CA_CERTS='${endpoints.caBundle}'`,
  ];
  script('deploy', [
    `case " $* " in *' --as-owner '*) ${as(region.owner)} ;; *) ${as(region.pipeline)} ;; esac`,
    ...common,
    `export ARM_ENDPOINT='${endpoints.arm}'`,
    `exec '${process.execPath}' '${join(root, 'apps/deploy/dist-bundle/main.mjs')}' "$@"`,
  ]);
  script('backend', [as(region.owner), ...common, `exec '${process.execPath}' '${bundleOf(root, 'backend')}' "$@"`]);
  const shell = await signedIn(place);
  return {
    folder,
    async run(block, given = {}) {
      const lines = [
        'set -eu',
        `cd '${folder}'`,
        `. '${variables}'`,
        ...Object.entries(given).map(([name, value]) => `export ${name}='${value.replaceAll("'", `'\\''`)}'`),
        `PATH='${commands}':"$PATH"`,
        'set -a',
        block,
        `export -p >'${variables}'`,
      ];
      const { status, output, errors } = await shell.run(lines.join('\n'));
      if (status !== 0) throw new Error(`${block} ended with ${status}:\n${errors}\n${output.slice(-2_000)}`);
      return output;
    },
    close() {
      place.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const folderOfPages = join(root, 'docs/operations');

/** A page of `docs/operations`. */
export const page = (name: string): string => readFileSync(join(folderOfPages, name), 'utf8');

/** The names of all. */
export const pages = (): string[] => readdirSync(folderOfPages);

/** What the fences of a page are called that only Azure can run: those that say `sh azure NAME`. */
export const namesOfAzuresOwn = (markdown: string): string[] =>
  [...markdown.matchAll(/^```sh azure (.*)$/gm)].map(([, name = '']) => name);
