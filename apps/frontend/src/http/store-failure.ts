import { type CloudError, errors } from '@aro-rp/api';
import { type StoreError } from '@aro-rp/database';

/** When nothing better is known. */
export const retryAfterSeconds = 5;

/** What the customer is told when the database did not do what was asked. */
export function storeFailure(error: StoreError): CloudError {
  switch (error.kind) {
    case 'already-exists':
      return nameTaken(error);
    case 'precondition-failed':
      return errors.preconditionFailed('If-Match');
    case 'refused-continuation':
      return errors.invalidSkipToken();
    case 'throttled':
      return errors.throttled(waitFor(error), error);
    case 'contended':
    case 'unavailable':
    case 'clock-unknown':
      return errors.serviceUnavailable(waitFor(error), error);
    case 'too-large':
      return errors.invalidRequestContent('The cluster is larger than can be stored; shorten its tags and profiles.');
    case 'not-found':
    case 'lost-lease':
    case 'sealed':
      return errors.internalServerError(error);
    default:
      return assertNever(error.kind);
  }
}

function nameTaken(error: StoreError): CloudError {
  switch (error.taken?.kind) {
    case 'managed-resource-group':
      return errors.duplicateResourceGroup(error.taken.value);
    case 'client-id':
      return errors.duplicateClientId(error.taken.value);
    default:
      return errors.conflict('Another request was faster. GET the cluster and decide again.');
  }
}

/** Whole seconds, at least one: clients take 0 for absent. */
const waitFor = ({ retryAfterMs }: StoreError): number =>
  retryAfterMs === undefined ? retryAfterSeconds : Math.max(1, Math.ceil(retryAfterMs / 1000));

function assertNever(kind: never): never {
  throw new Error(`no answer for the store error ${String(kind)}`);
}
