import { versions } from '@aro-rp/api';
import { folder } from './compare/published.ts';
import { filesIn } from './disk.ts';
import { generatedFiles } from './files.ts';

/** Not compared as texts of half a megabyte: what differs is named instead. */
function namesOfDifferences(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): string[] {
  return [...new Set([...a.keys(), ...b.keys()])].filter((path) => a.get(path) !== b.get(path));
}

describe('swagger/', () => {
  it('is what the declarations say; `npm run swagger` makes it so', () => {
    expect(namesOfDifferences(filesIn(folder), generatedFiles())).toEqual([]);
  });

  it('has a document for every API version', () => {
    const documents = [...versions.keys()].map((version) => `${version}/redhatopenshift.json`);

    expect([...filesIn(folder).keys()]).toEqual(expect.arrayContaining(documents));
  });

  it('is generated alike twice', () => {
    expect(namesOfDifferences(generatedFiles(), generatedFiles())).toEqual([]);
  });
});
