import { type Reply } from '../testing/client.ts';
import { type FuzzRequest, secretMark } from './customer.ts';
import { credentialMark } from './finish-plans.ts';

/** As it is, and as Base64 shows it when three letters, or a multiple of three, stand before it. */
const shows = (text: string, mark: string): boolean =>
  text.includes(mark) || text.includes(Buffer.from(mark).toString('base64'));

export const showsSecret = (text: string): boolean => shows(text, secretMark) || shows(text, credentialMark);

const errorMembers = new Set(['code', 'message', 'target', 'details', 'additionalInfo', 'innererror']);

/** What is wrong with an answer, whatever was asked; in words. */
export function faultsOf({ method, path, stranger }: FuzzRequest, { status, headers, text, json }: Reply): string[] {
  const faults: string[] = [];
  const all = `${text}\n${JSON.stringify(headers)}`;
  if (status >= 500 || status < 200) faults.push(`the status is ${status}`);
  if (stranger && status !== 403 && !/^\/+healthz/i.test(path)) faults.push(`a stranger is answered ${status}`);
  const isAskedFor = method === 'POST' && status === 200;
  if (isAskedFor ? shows(all, secretMark) : showsSecret(all)) faults.push('the answer shows a secret');
  if (/\bat [^\n]*\(?[^\s()]+:\d+:\d+|node_modules|\.ts\b:\d/.test(text)) faults.push('the answer shows a stack trace');
  if (!/^[0-9a-f-]{36}$/.test(String(headers['x-ms-request-id']))) faults.push('the answer has no request id');
  if (text !== '' && !/^application\/json/.test(headers['content-type'] ?? '')) faults.push('the answer says no JSON');
  if (status >= 400 && method !== 'HEAD') faults.push(...faultsOfError((json as Reply['json'] | undefined)?.error));
  return faults;
}

/** ARM RPC "common-api-details", error response content. */
function faultsOfError(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return ['the refusal has no error'];
  const { code, message, target, details = [] } = error as Record<string, unknown>;
  const faults: string[] = [];
  if (typeof code !== 'string' || !/^[A-Z][A-Za-z]+$/.test(code)) faults.push(`the error's code is ${String(code)}`);
  if (typeof message !== 'string' || message === '') faults.push('the error has no message');
  if (typeof message === 'string' && message.length > 4_000) faults.push('the message is longer than anybody reads');
  if (target !== undefined && typeof target !== 'string') faults.push('the target is no text');
  for (const name of Object.keys(error)) if (!errorMembers.has(name)) faults.push(`the error has a member ${name}`);
  if (!Array.isArray(details)) return [...faults, 'the details are no list'];
  return [...faults, ...details.flatMap(faultsOfError)];
}

/** Whether an answer to such a request may come with a change of what is stored. */
export const mayWrite = ({ method }: FuzzRequest, { status }: Reply): boolean =>
  status < 300 && ['PUT', 'PATCH', 'DELETE'].includes(method);
