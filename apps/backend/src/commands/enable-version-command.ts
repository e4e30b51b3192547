import { isStoreError, type VersionStore } from '@aro-rp/database';
import { listVersions } from './list-versions-command.ts';
import { type Command, runOnDatabase, say } from './on-database.ts';
import { disableVersion, enableVersion } from './update-versions.ts';

const common = {
  rights: 'read, replace and query in OpenShiftVersions',
  outcomes: '0 done, 1 failed, or there is no such version',
};
const enabling: Command = {
  name: 'enable-version',
  about: `backend enable-version VERSION [--default]: lets customers install an OpenShift version

With --default it is also the one that is taken when nobody chooses, instead of the one that was. Frontends offer it
within 10 s. \`backend list-versions\` shows which there are.`,
  ...common,
};
const disabling: Command = {
  name: 'disable-version',
  about: `backend disable-version VERSION: lets customers install an OpenShift version no longer

Clusters that have it, or are being created with it, are left alone. The one that is taken when nobody chooses cannot be
disabled: enable another with --default first.`,
  ...common,
};

/** @returns the process's exit code */
export const enableVersionCommand = (args: readonly string[]): Promise<number> =>
  runOnDatabase(enabling, args, () => {
    const versions = args.filter((arg) => arg !== '--default');
    const asDefault = versions.length < args.length;
    return forOne(versions, (store, version) => enableVersion(store, version, { asDefault, tell: say }));
  });

/** @returns the process's exit code */
export const disableVersionCommand = (args: readonly string[]): Promise<number> =>
  runOnDatabase(disabling, args, () => forOne(args, (store, version) => disableVersion(store, version, say)));

function forOne(versions: readonly string[], work: (store: VersionStore, version: string) => Promise<void>) {
  const [version, ...more] = versions;
  if (version === undefined || version.startsWith('-') || more.length > 0)
    return { faults: ['name one VERSION; --help says more'] };
  return async ({ versions: store }: { versions: VersionStore }) => {
    try {
      await work(store, version);
    } catch (error) {
      if (!isStoreError(error, 'not-found')) throw error;
      const there = (await listVersions(store)).map((one) => one.version);
      throw new Error(`there is no version ${version}; there are: ${there.join(', ') || 'none yet'}`, { cause: error });
    }
  };
}
