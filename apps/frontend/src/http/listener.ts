import { randomUUID } from 'node:crypto';
import { type RequestListener } from 'node:http';
import { errors } from '@aro-rp/api';
import { type Log } from '@aro-rp/telemetry';
import { type Express, type Request, type Response } from 'express';
import { errorAnswer, sendAnswer } from './answer.ts';
import { originForm } from './target.ts';

/**
 * Express, with targets that it can read: those that it cannot would pass by all middleware. Should the middleware
 * itself fail, the answer is ours as well, and not a page with a stack.
 */
export const listenerOf =
  (app: Express, log: Log): RequestListener =>
  (incoming, outgoing) => {
    const [request, response] = [incoming as Request, outgoing as Response];
    request.url = originForm(request.url);
    app(request, response, (error: unknown) => {
      const requestId = randomUUID();
      log.error('no middleware has answered a request', { requestId, err: error });
      if (response.headersSent) return void response.destroy();
      if (!response.hasHeader('x-ms-request-id')) response.setHeader('x-ms-request-id', requestId);
      sendAnswer(response, errorAnswer(errors.internalServerError(error)));
    });
  };
