import { type IncomingMessage, type ServerResponse } from 'node:http';
import { readBody } from '../../host/body.ts';

export type Respond = (request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void>;

/** Forms are small. */
const mostBytes = 16_384;

/** @throws BodyTooLarge */
export const readForm = async (request: IncomingMessage): Promise<URLSearchParams> =>
  new URLSearchParams(await readBody(request, mostBytes));

export function redirect(response: ServerResponse, status: 302 | 303 | 307, location: string): void {
  response.writeHead(status, { Location: location, 'Content-Length': 0 });
  response.end();
}

export function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(text);
}

export function sendPage(response: ServerResponse, status: number, html: string, domain: string): void {
  response.writeHead(status, {
    'Content-Type': 'text/html; charset=utf-8',
    // The answers to the forms go through both hosts, and browsers hold redirects against `form-action`, too.
    'Content-Security-Policy': `default-src 'none'; style-src 'unsafe-inline'; form-action https://*.apps.${domain}; frame-ancestors 'none'; base-uri 'none'`,
  });
  response.end(html);
}

/** The value of a cookie of the request; empty when it has none. */
export function cookieOf(request: IncomingMessage, name: string): string {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key, value = ''] = pair.trim().split('=', 2);
    if (key === name) return value;
  }
  return '';
}

/** Ends with the browser; an empty value removes it. */
export function setCookie(response: ServerResponse, name: string, value: string): void {
  const end = value === '' ? '; Max-Age=0' : '';
  response.appendHeader('Set-Cookie', `${name}=${value}; Path=/; HttpOnly; Secure; SameSite=Lax${end}`);
}
