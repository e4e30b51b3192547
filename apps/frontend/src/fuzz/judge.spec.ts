import { type Reply } from '../testing/client.ts';
import { type FuzzRequest, secretMark } from './customer.ts';
import { credentialMark } from './finish-plans.ts';
import { faultsOf, mayWrite } from './judge.ts';

const request: FuzzRequest = { method: 'PUT', path: '/', headers: {} };
const reply = (status: number, json: unknown, headers: Record<string, string> = {}): Reply => ({
  status,
  headers: { 'x-ms-request-id': '0'.repeat(36), 'content-type': 'application/json', ...headers },
  text: JSON.stringify(json),
  json: json as Reply['json'],
});
const refusal = (more: object = {}) => ({ error: { code: 'InvalidParameter', message: 'No.', target: 'a', ...more } });

describe('the verdict on an answer', () => {
  it('is good for a cluster and for a refusal in the form of ARM', () => {
    expect(faultsOf(request, reply(200, { id: '/x' }))).toEqual([]);
    expect(faultsOf(request, reply(400, refusal({ details: [refusal().error] })))).toEqual([]);
    expect(faultsOf({ ...request, method: 'HEAD' }, { ...reply(404, undefined), text: '' })).toEqual([]);
  });

  it.each([
    ['the status is 500', reply(500, refusal())],
    ['the answer shows a secret', reply(400, refusal({ message: `'${secretMark}1' is wrong` }))],
    ['the answer shows a secret', reply(200, { a: Buffer.from(`usr${secretMark}7x3`).toString('base64') })],
    ['the answer shows a secret', reply(200, {}, { location: `https://user:${secretMark}@x` })],
    ['the answer shows a stack trace', reply(400, refusal({ message: 'Error\n    at f (/x/write.ts:3:4)' }))],
    ['the answer says no JSON', reply(200, {}, { 'content-type': 'text/html' })],
    ['the answer has no request id', reply(200, {}, { 'x-ms-request-id': '' })],
    ['the refusal has no error', reply(404, {})],
    ['the error has no message', reply(404, refusal({ message: '' }))],
    ['the error has a member stack', reply(404, refusal({ details: [{ ...refusal().error, stack: 'x' }] }))],
    ["the error's code is undefined", reply(404, refusal({ code: undefined }))],
  ])('says that %s', (fault, answer) => {
    expect(faultsOf(request, answer)).toEqual([fault]);
  });

  it('lets a cluster’s credentials be told by a POST that asks for them, and by nothing else', () => {
    const told = reply(200, { kubeadminPassword: credentialMark });

    expect(faultsOf({ ...request, method: 'POST' }, told)).toEqual([]);
    expect(faultsOf({ ...request, method: 'GET' }, told)).toEqual(['the answer shows a secret']);
  });

  it('says when a stranger is let in', () => {
    expect(faultsOf({ ...request, stranger: true }, reply(403, refusal()))).toEqual([]);
    expect(faultsOf({ ...request, stranger: true }, reply(400, refusal()))).toEqual(['a stranger is answered 400']);
  });

  it('lets accepted writes alone write', () => {
    expect(mayWrite(request, reply(201, {}))).toBe(true);
    expect(mayWrite(request, reply(409, refusal()))).toBe(false);
    expect(mayWrite({ ...request, method: 'GET' }, reply(200, {}))).toBe(false);
  });
});
