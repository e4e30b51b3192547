import { CloudError } from '@aro-rp/api';
import { checkPreconditions } from './gates.ts';

const current = { etag: '"1"' };
const outcome = (...args: Parameters<typeof checkPreconditions>): string => {
  try {
    checkPreconditions(...args);
    return 'goes on';
  } catch (error) {
    return error instanceof CloudError ? `${error.status} ${error.body.code}` : String(error);
  }
};

describe('checkPreconditions', () => {
  it.each([
    [{}, current, 'goes on'],
    [{}, undefined, 'goes on'],
    [{ ifMatch: '"1"' }, current, 'goes on'],
    [{ ifMatch: '"0", "1"' }, current, 'goes on'],
    [{ ifMatch: '*' }, current, 'goes on'],
    [{ ifMatch: '"0"' }, current, '412 PreconditionFailed'],
    [{ ifMatch: '1' }, current, '412 PreconditionFailed'],
    [{ ifMatch: 'W/"1"' }, current, '412 PreconditionFailed'],
    [{ ifMatch: '*' }, undefined, '412 PreconditionFailed'],
    [{ ifMatch: '"1"' }, undefined, '412 PreconditionFailed'],
    [{ ifNoneMatch: '*' }, current, '412 PreconditionFailed'],
    [{ ifNoneMatch: '"1"' }, current, '412 PreconditionFailed'],
    [{ ifNoneMatch: '"0"' }, current, 'goes on'],
    [{ ifNoneMatch: '*' }, undefined, 'goes on'],
  ])('R196 with %j on %j: %s', (preconditions, found, expected) => {
    expect(outcome(preconditions, found)).toBe(expected);
  });
});
