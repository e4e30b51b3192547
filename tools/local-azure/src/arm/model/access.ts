import { type ArmError } from './errors.ts';

/** Who sent a request, as the token says. */
export interface Caller {
  /** The service principal's object id. */
  oid: string;
  appid: string;
  tid: string;
}

/** Whether a caller may do something. Asked by whatever works a request; what the host does by itself is not asked. */
export interface Access {
  /** @returns the refusal (`AuthorizationFailed`, `ScopeLocked`, ...), or undefined when it is allowed */
  refuse(caller: Caller, action: string, scope: string): ArmError | undefined;
  /** The same for a resource that a request only refers to: `LinkedAuthorizationFailed`. */
  refuseLinked(
    caller: Caller,
    action: string,
    scope: string,
    linked: { action: string; id: string },
  ): ArmError | undefined;
}

/** Everybody may do everything. */
export const openAccess: Access = { refuse: () => undefined, refuseLinked: () => undefined };
