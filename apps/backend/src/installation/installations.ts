import { type Blobs, type CallOptions } from '@aro-rp/azure';
import { openSealed, type KeyRing, sealed } from '@aro-rp/database';
import {
  createInstallerCache,
  type InstallerOutput,
  type InstallerRun,
  readOutput,
  runInstaller,
  type Scratch,
  serializeOutput,
} from '@aro-rp/openshift';
import { type Log, Secret } from '@aro-rp/telemetry';
import { type Clock, type Duration } from '@aro-rp/time';

export type Installation = Pick<InstallerRun, 'installConfig' | 'releaseImage' | 'credentials' | 'fips' | 'edits'> & {
  installer: { digest: string; size: number };
};

/** What `openshift-install` has made for clusters, sealed in the service's own blob container, by a name that no other life of a cluster has. */
export interface Installations {
  read(name: string, options: CallOptions): Promise<InstallerOutput | undefined>;
  /**
   * What is stored; or else runs the installer with what `prepare` gives, and stores what it made. Of several the first
   * to store wins, and all get what is stored: a second run has other names and keys. @returns undefined while as many run in this process as may
   * @throws InstallerError, AzureError
   */
  make(name: string, prepare: () => Promise<Installation>, options: CallOptions): Promise<InstallerOutput | undefined>;
  /** Forgets the Ignition configurations, which nobody needs once the machines run, and keeps the keys. */
  trim(name: string, options: CallOptions): Promise<void>;
  remove(name: string, options: CallOptions): Promise<void>;
}

export interface InstallationsOptions {
  /** As the service itself. */
  blobs: Blobs;
  /** URLs of the containers with the binaries, by digest, and with what they made. */
  store: string;
  output: string;
  keyRing: KeyRing;
  /** Belongs to this process alone. */
  cacheFolder: string;
  /** How many binaries stay there that nobody uses; 3 unless told. */
  keepBinaries?: number;
  scratch: Scratch;
  /** Each takes up to 2 GB of memory. */
  atOnce: number;
  timeout: Duration;
  clock: Clock;
  log: Log;
}

export function createInstallations(options: InstallationsOptions): Installations {
  const { blobs, keyRing, scratch, atOnce, timeout, clock, log } = options;
  const cache = createInstallerCache({
    folder: options.cacheFolder,
    fetch: (digest, signal) => blobs.download(`${options.store}/${digest.replace(/^sha256:/, '')}`, { signal }),
    log,
    ...(options.keepBinaries !== undefined && { keep: options.keepBinaries }),
  });
  const urlOf = (name: string) => `${options.output}/${name}`;
  const contextOf = (name: string) => `installer-output/${name}`;
  const sealedOf = async (name: string, output: InstallerOutput) =>
    Buffer.from(await sealed(keyRing, contextOf(name), serializeOutput(output)));
  let running = 0;

  const read: Installations['read'] = async (name, call) => {
    const stored = await blobs.read(urlOf(name), call);
    return stored && readOutput(await openSealed(keyRing, contextOf(name), stored.toString()));
  };

  return {
    read,

    async make(name, prepare, call) {
      const stored = await read(name, call);
      if (stored !== undefined) return stored;
      if (running >= atOnce) return undefined;
      running++;
      try {
        const { signal } = call;
        const { installer, ...run } = await prepare();
        using binary = await cache.binary(installer, signal);
        const output = await runInstaller({ ...run, binary: binary.path, scratch, signal, clock, log, timeout });
        const isFirst = await blobs.create(urlOf(name), await sealedOf(name, output), call);
        return isFirst ? output : await read(name, call);
      } finally {
        running--;
      }
    },

    async trim(name, call) {
      const output = await read(name, call);
      if (output === undefined || output.bootstrapIgnition.reveal() === forgotten) return;
      const kept = {
        ...output,
        bootstrapIgnition: new Secret(forgotten),
        masterIgnition: forgotten,
        workerIgnition: forgotten,
      };
      await blobs.write(urlOf(name), await sealedOf(name, kept), { ...call, onlyReplace: true });
    },

    remove: (name, call) => blobs.remove(urlOf(name), call),
  };
}

const forgotten = '{"ignition":{"version":"3.2.0"}}';
