import { type Store } from '../../../store.ts';
import { type ManagedIdentityDirectory } from '../../providers/managed-identity/identities.ts';

/** Where requests are worked so that nothing of them is left. */
export interface Stage {
  /** Whatever `work` writes to the store is undone when this returns. Part of the caller's transaction, if there is one. */
  run<T>(work: () => T): T;
  /** The directory hears of nothing that is only rehearsed. */
  around(directory: ManagedIdentityDirectory): ManagedIdentityDirectory;
  /** Whether a principal belongs to an identity that the rehearsal under way has made. */
  knows(principalId: string): boolean;
}

export function createStage(store: Store): Stage {
  let isOn = false;
  const principals = new Set<string>();
  return {
    run: (work) =>
      store.transaction(() => {
        store.database.exec('SAVEPOINT rehearsal');
        isOn = true;
        try {
          return work();
        } finally {
          isOn = false;
          principals.clear();
          store.database.exec('ROLLBACK TO rehearsal');
          store.database.exec('RELEASE rehearsal');
        }
      }),
    around: (directory) => ({
      add(identity) {
        if (isOn) principals.add(identity.principalId);
        else directory.add(identity);
      },
      remove(identity) {
        if (!isOn) directory.remove(identity);
      },
    }),
    knows: (principalId) => principals.has(principalId),
  };
}
