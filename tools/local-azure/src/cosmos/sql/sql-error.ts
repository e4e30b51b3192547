import { badRequest, type CosmosError } from '../model/errors.ts';

/** A 400 in the shape of the service's own SQL errors. @param at the offset of the character at fault */
export function sqlError(message: string, at = 0, code = 'SC1001'): CosmosError {
  const errors = [{ severity: 'Error', location: { start: at, end: at + 1 }, code, message }];
  return badRequest(`Message: ${JSON.stringify({ errors })}`);
}

/** For what Cosmos DB knows and this server does not. */
export const unsupported = (what: string, at = 0): CosmosError =>
  sqlError(`Local Cosmos DB does not support ${what}.`, at, 'SC3001');
