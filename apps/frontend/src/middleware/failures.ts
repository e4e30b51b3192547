import { CloudError, errors } from '@aro-rp/api';
import { isStoreError } from '@aro-rp/database';
import { TimeoutError } from '@aro-rp/time';
import { type ErrorRequestHandler } from 'express';
import { errorAnswer, sendAnswer } from '../http/answer.ts';
import { callOf } from '../http/call.ts';
import { retryAfterSeconds, storeFailure } from '../http/store-failure.ts';
import { bodyLimit } from './body.ts';

/** Turns whatever was thrown into an answer that tells the customer enough and nobody else anything. */
export const answerFailures: ErrorRequestHandler = (error: unknown, request, response, _next) => {
  const call = callOf(request);
  const { log } = call;
  if (response.headersSent) {
    log.error('failed after the answer had begun', { err: error });
    response.destroy();
    return;
  }
  const told = toCloudError(error);
  if (told.status >= 500) log.error('request failed', { err: error });
  call.refusal = told.body.code;
  sendAnswer(response, errorAnswer(told));
};

function toCloudError(error: unknown): CloudError {
  if (error instanceof CloudError) return error;
  if (isStoreError(error)) return storeFailure(error);
  if (error instanceof TimeoutError) return errors.serviceUnavailable(retryAfterSeconds, error);
  // What Express and its body reader refuse: `status` and `type` are theirs.
  const { status, type } = (error ?? {}) as { status?: unknown; type?: unknown };
  if (type === 'entity.too.large') return errors.requestTooLarge(bodyLimit);
  if (status === 415) return errors.unsupportedMediaType('');
  if (error instanceof URIError || status === 400) return errors.invalidRequestContent('The request cannot be read.');
  return errors.internalServerError(error);
}
