import { type Attributes } from '../model/access.ts';
import { type RoleAssignments } from '../model/authorization/role-assignments.ts';
import { ArmError } from '../model/errors.ts';
import { asObject, isText, type Json } from '../model/json.ts';
import { type Call, jsonBody } from './call.ts';

const path = /^(.*)\/providers\/Microsoft\.Authorization\/roleAssignments\/([^/]+)$/i;

/** What conditions may ask of a request: who gets or loses which role. There is nothing to ask of other requests. */
export function attributesOf(call: Call, assignments: Pick<RoleAssignments, 'get'>): Attributes {
  const [, scope = '', name = ''] = path.exec(call.path) ?? [];
  if (name === '') return {};
  if (call.method === 'PUT') {
    const { roleDefinitionId, principalId, principalType } = asObject(bodyOf(call)['properties']);
    return named('request', roleDefinitionId, principalId, principalType);
  }
  const found = assignments.get(scope, name);
  return named('resource', found?.role, found?.principalId, found?.principalType);
}

/** One that cannot be read says nothing; it is refused once the caller has been judged. */
function bodyOf(call: Call): Json {
  try {
    return jsonBody(call);
  } catch (error) {
    if (error instanceof ArmError) return {};
    throw error;
  }
}

function named(source: 'request' | 'resource', role: unknown, principalId: unknown, principalType: unknown) {
  const all = {
    roledefinitionid: isText(role) ? role.split('/').at(-1) : role,
    principalid: principalId,
    principaltype: principalType,
  };
  return Object.fromEntries(
    Object.entries(all).flatMap(([attribute, value]) =>
      isText(value) ? [[`${source}[microsoft.authorization/roleassignments:${attribute}]`, value]] : [],
    ),
  );
}
