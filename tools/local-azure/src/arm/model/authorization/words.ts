import { ArmError } from '../errors.ts';
import { type Caller } from '../access.ts';

const client = ({ appid, oid }: Caller) => `The client '${appid}' with object id '${oid}'`;

/** Azure's own codes, statuses and words for what a caller may not do. */
export const denials = {
  unauthorized: (caller: Caller, action: string, scope: string) =>
    new ArmError(
      403,
      'AuthorizationFailed',
      `${client(caller)} does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
    ),
  linked: (caller: Caller, action: string, scope: string, linked: { action: string; id: string }) =>
    new ArmError(
      403,
      'LinkedAuthorizationFailed',
      `${client(caller)} has permission to perform action '${action}' on scope '${scope}'; however, it does not have permission to perform action(s) '${linked.action}' on the linked scope(s) '${linked.id}' (respectively) or the linked scope(s) are invalid.`,
    ),
  denied: (caller: Caller, action: string, scope: string, assignment: { name: string; id: string; scope: string }) =>
    new ArmError(
      403,
      'DenyAssignmentAuthorizationFailed',
      `${client(caller)} has permission to perform action '${action}' on scope '${scope}'; however, the access is denied because of the deny assignment with name '${assignment.name}' and Id '${assignment.id}' at scope '${assignment.scope}'.`,
    ),
  locked: (verb: 'write' | 'delete', scope: string, locks: readonly string[]) =>
    new ArmError(
      409,
      'ScopeLocked',
      `The scope '${scope}' cannot perform ${verb} operation because following scope(s) are locked: '${locks.join(',')}'. Please remove the lock and try again.`,
    ),
} as const;

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
export const isGuid = (text: string): boolean => guid.test(text);

export const badFormat = (): ArmError =>
  new ArmError(400, 'BadRequestFormat', 'The request was incorrectly formatted.');
