import { type DeploymentRequest } from '../model/deployments/accept.ts';
import { type DeploymentPlace } from '../model/deployments/deployment.ts';
import { refusals } from '../model/errors.ts';
import { JsonSyntaxError, type JsonText, readJsonText } from '../template/json-text.ts';
import { type Call, requireApiVersion, requireJsonType } from './call.ts';

/** What a client asks for with PUT, validate or what-if. @throws ArmError for what cannot be read */
export const readDeploymentRequest = (call: Call, place: DeploymentPlace, name: string): DeploymentRequest => ({
  place,
  name,
  apiVersion: requireApiVersion(call),
  body: lenientBody(call),
  caller: call.caller,
  correlationId: call.correlationId,
  secrets: call.inner?.secrets ?? [],
  ...(call.foreseen && { foreseen: call.foreseen }),
});

/** Templates have comments, and `az` sends what only a lenient reader takes. */
function lenientBody(call: Call): JsonText {
  if (call.body.length === 0) throw refusals.invalidContent('the body is empty');
  requireJsonType(call);
  try {
    return readJsonText(call.body.toString('utf8'));
  } catch (error) {
    if (error instanceof JsonSyntaxError) throw refusals.invalidContent(error.message);
    throw error;
  }
}
