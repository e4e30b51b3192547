import { type Answer } from '../http/answer.ts';
import { type Call } from '../http/call.ts';

/** Whether load balancers ask, who have no certificate. */
export const asksForHealth = ({ method, path }: Call): boolean =>
  (method === 'GET' || method === 'HEAD') && path.toLowerCase() === '/healthz/ready';

/** 200, or 503 with the reasons. */
export function healthAnswer(reasons: string[]): Answer {
  const ready = reasons.length === 0;
  return { status: ready ? 200 : 503, body: { ready, reasons } };
}
