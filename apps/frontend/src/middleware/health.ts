import { type RequestHandler } from 'express';
import { sendAnswer } from '../http/answer.ts';
import { callOf } from '../http/call.ts';

/** For load balancers, who have no certificate: 200, or 503 with the reasons. */
export function health(notReady: () => string[]): RequestHandler {
  return (request, response) => {
    callOf(request).route = 'health';
    const reasons = notReady();
    sendAnswer(response, { status: reasons.length === 0 ? 200 : 503, body: { ready: reasons.length === 0, reasons } });
  };
}
