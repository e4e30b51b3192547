import { versions } from '@aro-rp/api';
import { checkVersion, explanations } from './check.ts';

describe('our document', () => {
  it.each([...versions.keys()])('of %s means what the published one means, but for what is explained', (version) => {
    const { unexplained, idle } = checkVersion(version);

    expect({ unexplained, idle }).toEqual({ unexplained: [], idle: [] });
  });
});

describe('swagger/differences.md', () => {
  it('has at most 20 lines, each of a version that there is', () => {
    expect(explanations().length).toBeLessThanOrEqual(20);
    expect(explanations().filter(({ version }) => !versions.has(version))).toEqual([]);
  });

  it('names a line of a published document or a decision record in each line', () => {
    const named = /published\/[\w./-]+\.json:\d+|decisions\/\d{4}/;

    expect(explanations().filter(({ why }) => !named.test(why))).toEqual([]);
  });

  it('explains no path, operation, required or read-only member, or enumeration', () => {
    const never = /^\/paths\/[^/]+$|^\/paths\/[^/]+\/[^/]+(\/operationId)?$|\/required(\/|$)|\/readOnly$|\/enum$/;

    expect(explanations().filter(({ pointer }) => never.test(pointer))).toEqual([]);
  });
});
