import { parse } from 'yaml';

/** A file that the machine has from a key vault. */
export interface SecretFile {
  name: string;
  /** Of the secret, as on Azure. */
  url: string;
}

/** What a machine does when it has been started, read from its cloud-init configuration. */
export interface Program {
  /** The unit's name without `.service`. */
  unit: string;
  image: { registry: string; repository: string; digest: string };
  /** Of the identity that pulls the image. */
  hostClientId: string;
  /** Of the identity that reads the secret files. */
  secretsClientId?: string;
  secretFiles: readonly SecretFile[];
  /** The folder in which the program finds them. */
  secretsFolder?: string;
  /** What is handed on to the program. */
  environment: Readonly<Record<string, string>>;
  /** Folders that it may write into. */
  scratch: readonly string[];
  /** Seconds. */
  restartAfter: number;
  stopWithin: number;
  /** Whether it stops by itself when Azure says that it will go. */
  watchesTermination: boolean;
}

interface Entry {
  path?: unknown;
  encoding?: unknown;
  content?: unknown;
}

/**
 * Reads from units and scripts what they would do: podman runs one image with the environment file, after a script that
 * signs in to the registry and one that fetches secrets.
 * @param customData in base64
 * @returns undefined when it is no cloud-init configuration that runs a container
 * @throws Error that says what of one is missing
 */
export function readProgram(customData: string): Program | undefined {
  const text = Buffer.from(customData, 'base64').toString('utf8');
  if (!text.startsWith('#cloud-config')) return undefined;
  const { write_files: entries } = parse(text) as { write_files?: Entry[] };
  const files = new Map((entries ?? []).map((entry) => [String(entry.path), contentOf(entry)]));
  const [path, unit] = [...files].find(([, content]) => /^ExecStart=\/usr\/bin\/podman run /m.test(content)) ?? [];
  if (path === undefined || unit === undefined) return undefined;

  const lines = unit.replace(/\\\n\s*/g, '').split('\n');
  const run = (lines.find((line) => line.startsWith('ExecStart=')) ?? '').split(/\s+/).slice(2);
  const valuesOf = (flag: string) => run.flatMap((word, index) => (run[index - 1] === flag ? [word] : []));
  const setting = (name: string) => lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1);
  const script = (name: string) => files.get(`/usr/local/sbin/${name}`) ?? '';
  const fetching = script('fetch-secrets');
  const variables = readEnvironment(files.get(setting('EnvironmentFile') ?? '') ?? '');
  const secretsFolder = valuesOf('--volume')
    .find((one) => one.startsWith('/run/aro:'))
    ?.split(':')[1];
  const secretsClientId = tokenOf(fetching);
  return {
    unit: path.slice(path.lastIndexOf('/') + 1).replace(/\.service$/, ''),
    image: readImage(run.at(-1) ?? ''),
    hostClientId: tokenOf(script('registry-login')) ?? missing('the identity of registry-login'),
    ...(secretsClientId === undefined ? {} : { secretsClientId }),
    secretFiles: [...fetching.matchAll(/^fetch (\S+) "([^"]+)"$/gm)].map(([, name = '', url = '']) => ({ name, url })),
    ...(secretsFolder === undefined ? {} : { secretsFolder }),
    environment: Object.fromEntries(
      valuesOf('--env').map((name) => [name, variables.get(name) ?? missing(`the variable ${name}`)]),
    ),
    scratch: valuesOf('--tmpfs').map((one) => one.slice(0, one.indexOf(':'))),
    restartAfter: Number(setting('RestartSec') ?? 5),
    stopWithin: Number(/--time (\d+)/.exec(setting('ExecStop') ?? '')?.[1] ?? 10),
    watchesTermination: files.has('/usr/local/sbin/watch-termination'),
  };
}

const missing = (what: string): never => {
  throw new Error(`cloud-init: ${what} is missing`);
};

const contentOf = ({ encoding, content }: Entry): string =>
  encoding === 'b64' ? Buffer.from(String(content), 'base64').toString('utf8') : String(content);

/** As systemd reads an environment file: values in double quotes, which may hold line feeds. */
const readEnvironment = (text: string): Map<string, string> =>
  new Map([...text.matchAll(/^([A-Z_0-9]+)="([^"]*)"$/gm)].map(([, name = '', value = '']) => [name, value]));

const tokenOf = (script: string): string | undefined => /\$\(token "([^"]+)" /.exec(script)?.[1];

function readImage(text: string): Program['image'] {
  const [, registry, repository, digest] = /^([^/]+)\/(.+)@(sha256:[0-9a-f]{64})$/.exec(text) ?? [];
  if (registry === undefined || repository === undefined || digest === undefined)
    return missing(`an image by its digest, instead of '${text}',`);
  return { registry, repository, digest };
}
