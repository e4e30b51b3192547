import { explanationsIn, unexplained } from './explained.ts';

const page = `# Differences

| version | pointer | why |
| ------- | ------- | --- |
| 2022-04-01 | \`/definitions/A/type\` | \`published/2022-04-01/redhatopenshift.json:10\` names no type |
| 2019-12-31-preview | \`/host\` | decision 0031 |
`;

const difference = { pointer: '/definitions/A/type', ours: 'object', published: undefined };

describe('the page of differences', () => {
  it('has one explanation per row', () => {
    expect(explanationsIn(page)).toEqual([
      {
        version: '2022-04-01',
        pointer: '/definitions/A/type',
        why: '`published/2022-04-01/redhatopenshift.json:10` names no type',
      },
      { version: '2019-12-31-preview', pointer: '/host', why: 'decision 0031' },
    ]);
  });

  it('explains a difference of the same version only', () => {
    const explanations = explanationsIn(page);

    expect(unexplained('2022-04-01', [difference], explanations)).toEqual({ differences: [], explanations: [] });
    expect(unexplained('2020-04-30', [difference], explanations).differences).toEqual([difference]);
  });

  it('must not explain what does not differ', () => {
    expect(unexplained('2022-04-01', [], explanationsIn(page)).explanations).toEqual([
      expect.objectContaining({ pointer: '/definitions/A/type' }),
    ]);
  });
});
