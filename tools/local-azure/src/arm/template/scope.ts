import { type Json } from '../model/json.ts';

/** The clouds, groups and subscriptions that functions tell of. */
export interface Surroundings {
  subscriptionId: string;
  /** Absent in a deployment to a subscription. */
  resourceGroup?: string;
  /** What the functions of these names answer; one that is absent may not be called. */
  resourceGroupInfo?: Json;
  subscription: Json;
  environment: Json;
  deployment: Json;
}

/** What the names in an expression stand for. A member that is absent may not be used where the expression stands. */
export interface Scope {
  surroundings: Surroundings;
  /** @throws TemplateError when there is none */
  parameter?(name: string): unknown;
  /** @throws TemplateError when there is none */
  variable?(name: string): unknown;
  /** @param loop its name; the innermost unless told. @throws TemplateError outside of one */
  copyIndex?(loop: string | undefined): number;
  /** `reference()`: what GET answers. @param target a name or an id */
  reference?(target: string, apiVersion: string | undefined, full: boolean): unknown;
  /** `listKeys()` and its kin: what POST answers. @param action such as `listKeys` */
  list?(action: string, target: string, apiVersion: string, body: unknown): unknown;
  /** Milliseconds since 1970; for `utcNow()`. */
  now?(): number;
  newGuid?(): string;
  /** Of the lambdas around the expression, by name. */
  lambdas?: ReadonlyMap<string, unknown>;
}
