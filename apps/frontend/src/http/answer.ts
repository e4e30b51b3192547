import { type ServerResponse } from 'node:http';
import { type CloudError } from '@aro-rp/api';

/** What a request is answered with; the headers that every answer carries are added by the middleware. */
export interface Answer {
  status: number;
  /** Anything that becomes JSON; absent for an answer without content. */
  body?: unknown;
  headers?: Readonly<Record<string, string>>;
}

/** The only place that writes to a response. */
export function sendAnswer(response: ServerResponse, answer: Answer): void {
  response.statusCode = answer.status;
  for (const [name, value] of Object.entries(answer.headers ?? {})) response.setHeader(name, value);
  if (answer.body === undefined) {
    response.end();
    return;
  }
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  const text = JSON.stringify(answer.body);
  response.setHeader('Content-Length', Buffer.byteLength(text));
  response.end(text);
}

/** The body that every refusal has (ARM RPC "common-api-details", error response content). */
export const errorAnswer = (error: CloudError): Answer => ({
  status: error.status,
  body: { error: error.body },
  ...(error.retryAfterSeconds !== undefined && { headers: { 'Retry-After': String(error.retryAfterSeconds) } }),
});
