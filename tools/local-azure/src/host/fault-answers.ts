import { type ServerResponse, STATUS_CODES } from 'node:http';
import { type FaultAction } from '../faults/index.ts';

/** ARM's own codes where it has one; else the reason phrase without spaces. */
const armCodes: Record<number, string> = {
  404: 'ResourceNotFound',
  429: 'TooManyRequests',
  500: 'InternalServerError',
};

/** Azure Resource Manager's error body: `{error: {code, message}}`. */
export function refuseLikeArm(response: ServerResponse, action: FaultAction & { kind: 'status' }): void {
  const code = action.code ?? armCodes[action.status] ?? (STATUS_CODES[action.status] ?? 'Error').replaceAll(' ', '');
  const message = action.message ?? 'A fault was asked for.';
  setRetryAfter(response, action.retryAfterMs);
  response.writeHead(action.status, { 'Content-Type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify({ error: { code, message } }));
}

/** `Retry-After` in whole seconds, rounded up, and the finer `x-ms-retry-after-ms`. */
export function setRetryAfter(response: ServerResponse, retryAfterMs: number | undefined): void {
  if (retryAfterMs === undefined) return;
  response.setHeader('Retry-After', String(Math.ceil(retryAfterMs / 1_000)));
  response.setHeader('x-ms-retry-after-ms', String(retryAfterMs));
}

/** Whatever the handler answers from here on is thrown away; when it has answered, the connection is cut. */
export const loseAnswer = (response: ServerResponse): void =>
  withholdAnswer(response, () => void response.socket?.destroy());

/** Whatever the handler answers from here on is thrown away; when it has answered, `done` is called. */
export function withholdAnswer(response: ServerResponse, done: () => void): void {
  const end = () => {
    done();
    return response;
  };
  Object.assign(response, {
    writeHead: () => response,
    flushHeaders: () => undefined,
    write: (...parameters: unknown[]) => {
      const written = parameters.at(-1);
      if (typeof written === 'function') queueMicrotask(written as () => void);
      return true;
    },
    end,
  });
}
