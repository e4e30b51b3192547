import { inspect } from 'node:util';
import { Secret } from './secret.ts';

describe('Secret', () => {
  const secret = new Secret('hunter2');

  it('shows its value to nobody who does not ask for it by name', () => {
    const shown = [String(secret), `${secret}`, JSON.stringify({ secret }), inspect(secret), inspect({ a: [secret] })];

    expect(shown.join()).not.toContain('hunter2');
  });

  it('gives its value to who reveals it', () => {
    expect(secret.reveal()).toBe('hunter2');
  });
});
