import { createServer } from 'node:https';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { silentLog } from '@aro-rp/telemetry';
import { answerUnreadable } from './unreadable.ts';

describe('answerUnreadable', () => {
  it.each([
    [
      'ERR_HTTP_REQUEST_TIMEOUT',
      /^HTTP\/1\.1 408 Request Timeout\r\n[^]*\r\nRetry-After: [1-9]\d*\r\n[^]*"RequestTimeout"/,
    ],
    ['HPE_HEADER_OVERFLOW', /^HTTP\/1\.1 431 Request Header Fields Too Large\r\n[^]*"RequestHeadersTooLarge"/],
    ['HPE_INVALID_METHOD', /^HTTP\/1\.1 400 Bad Request\r\n[^]*"BadRequest"/],
  ])('R160 R164 answers %s', async (code, expected) => {
    const server = createServer();
    answerUnreadable(server, silentLog);
    const socket = new PassThrough();
    const answer = text(socket).catch(() => '');

    server.emit('clientError', Object.assign(new Error('refused'), { code }), socket);

    expect(await answer).toMatch(expected);
  });
});
