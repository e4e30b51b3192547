import { childTraceparent, parseTraceparent } from './trace-context.ts';

describe('trace context', () => {
  it('goes on with the trace of its parent under a new span', () => {
    const parent = parseTraceparent('00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00');

    const child = childTraceparent(parent);

    expect(child).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-00$/);
    expect(child).not.toBe(parent);
  });

  it('begins a sampled trace where there is none, and its text can be read back', () => {
    const fresh = childTraceparent();

    expect(parseTraceparent(fresh)).toBe(fresh);
    expect(fresh).toMatch(/-01$/);
  });

  it.each([
    '',
    'garbage',
    '00-00000000000000000000000000000000-b7ad6b7169203331-00',
    '01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00',
  ])('refuses %j', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });
});
