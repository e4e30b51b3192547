import { type ControlPlane } from './control.ts';
import { type Account } from './model/account.ts';
import { Controlled } from './model/controlled.ts';
import { type Roles } from './protocol/roles.ts';

/**
 * Brings databases, containers and roles to what the control plane says now; free while nothing has changed there.
 * What is worked after the call sees it. While there is no control plane, what it said last holds.
 * @returns when it is durable. @throws what the store throws; the next call tries again
 */
export function createObedience(
  account: Account,
  roles: Roles,
  controlPlane: () => ControlPlane | undefined,
  report: (line: string) => void,
): () => Promise<void> {
  const controlled = new Controlled(account);
  let seen: unknown;
  return async () => {
    const plane = controlPlane();
    const generation = plane?.generation();
    if (plane === undefined || generation === seen) return;
    const { databases, roleDefinitions, roleAssignments } = plane.state();
    seen = generation;
    roles.obey(roleDefinitions, roleAssignments);
    try {
      await account.store.write(() => controlled.align(databases, report));
    } catch (error) {
      seen = undefined;
      throw error;
    }
  };
}
