import { type ArmError } from './errors.ts';
import { type Json } from './json.ts';

/** Who sent a request, as the token says. */
export interface Caller {
  /** The service principal's object id. */
  oid: string;
  appid: string;
  tid: string;
}

/** What a write would store, as far as policies look at it. */
export interface Intended {
  id: string;
  name: string;
  /** With its namespace. */
  type: string;
  /** `location`, `tags`, `properties` and the other members, as sent. */
  body: Json;
}

/** What conditions of role assignments compare, by its name in small letters: `request[namespace/type:name]`. */
export type Attributes = Readonly<Record<string, string>>;

/** Whether a caller may do something. Asked by whatever works a request; what the host does by itself is not asked. */
export interface Access {
  /**
   * By roles, deny assignments and locks.
   * @param action such as `Microsoft.Network/virtualNetworks/write`
   * @param scope the resource's id; it need not exist
   * @param attributes of the request and the resource; while they are not known, conditions on them hold
   * @returns the refusal (`AuthorizationFailed`, `ScopeLocked`, ...), or undefined when it is allowed
   */
  refuse(caller: Caller, action: string, scope: string, attributes?: Attributes): ArmError | undefined;
  /** The same for a resource that a request only refers to: `LinkedAuthorizationFailed`. */
  refuseLinked(
    caller: Caller,
    action: string,
    scope: string,
    linked: { action: string; id: string },
  ): ArmError | undefined;
  /** By policies, whoever asks: `RequestDisallowedByPolicy`. */
  refuseContent(intended: Intended): ArmError | undefined;
  /** A resource or a group is gone, and with it what is assigned at it and below. Part of the caller's transaction. */
  forget(scope: string): void;
}
