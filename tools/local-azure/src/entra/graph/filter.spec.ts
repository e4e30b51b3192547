import { type Filterable, parseFilter } from './filter.ts';

interface Thing {
  displayName: string;
  names: string[];
}

const filterable: Filterable<Thing> = {
  texts: { displayName: ({ displayName }) => displayName },
  collections: { names: ({ names }) => names },
};
const things: Thing[] = [
  { displayName: 'Anna', names: ['a', 'https://a'] },
  { displayName: "Ben's and co", names: ['b'] },
  { displayName: 'anton', names: [] },
];

const found = (filter: string | null) =>
  things.filter(parseFilter(filter, filterable)).map(({ displayName }) => displayName);

describe('$filter', () => {
  it.each([
    [null, ['Anna', "Ben's and co", 'anton']],
    ["displayName eq 'ANNA'", ['Anna']],
    ["startswith(displayName,'an')", ['Anna', 'anton']],
    ["names/any(c:c eq 'https://a')", ['Anna']],
    ["startswith(displayName, 'an') and names/any(x: x eq 'a')", ['Anna']],
    ["displayName eq 'Ben''s and co'", ["Ben's and co"]],
    ["displayName eq ''", []],
  ])('%s finds %p', (filter, names) => {
    expect(found(filter)).toEqual(names);
  });

  it.each([
    "appId eq 'x'",
    "constructor eq 'x'",
    'displayName eq x',
    "displayName ne 'x'",
    "displayName eq 'x' or displayName eq 'y'",
    "displayName eq 'x' and ",
    "displayName eq 'x' displayName eq 'y'",
    "names/any(c:d eq 'x')",
    "displayName eq 'x",
  ])('%s is refused', (filter) => {
    expect(() => found(filter)).toThrow('Unsupported or invalid query');
  });
});
