import { isTransient } from '../errors.ts';
import { toAnswerError, toTransportError } from './classify.ts';

const context = { host: 'registry.example' };
const body = (error: object) => JSON.stringify({ errors: [error] });

describe('What a registry says', () => {
  it.each([
    [401, '', 'unauthorized', false],
    [403, body({ code: 'DENIED', message: 'no' }), 'unauthorized', false],
    [404, body({ code: 'NAME_UNKNOWN' }), 'not-found', false],
    [400, body({ code: 'DIGEST_INVALID' }), 'digest-mismatch', false],
    [400, body({ code: 'MANIFEST_INVALID' }), 'refused', false],
    [408, '', 'unavailable', true],
    [429, '<html>', 'throttled', true],
    [500, body({ code: 'UNKNOWN' }), 'unavailable', true],
    [501, '', 'refused', false],
    [507, '', 'no-space', false],
    [500, body({ code: 'UNKNOWN', detail: 'write /x: no space left on device' }), 'no-space', false],
    [500, body({ code: 'UNKNOWN', detail: { Op: 'write', Err: 28 } }), 'no-space', false],
    [403, body({ code: 'DENIED', message: 'Quota has been exceeded' }), 'no-space', false],
  ])('%i with %j is %s', (status, text, kind, transient) => {
    const error = toAnswerError(status, text, 'the blob', context);

    expect([error.kind, isTransient(error)]).toEqual([kind, transient]);
    expect(error.message).toMatch(new RegExp(`^registry.example answered ${status} to the blob`));
  });

  it.each([
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'untrusted'],
    ['CERT_HAS_EXPIRED', 'untrusted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'untrusted'],
  ])('or that it says nothing, for %s, is %s, wherever the reason hides', (code, kind) => {
    const root = Object.assign(new Error('the reason'), { code });
    const hidden = new Error('outer', { cause: new AggregateError([root, new Error('another')]) });

    for (const error of [root, hidden]) expect(toTransportError(error, 'the blob', context).kind).toBe(kind);
  });
});
