import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateClient } from './generate.ts';
import { documentFile, generatedFolder, newestStable } from './places.ts';
import { readApi } from './read-api.ts';

function written(): Map<string, string> {
  const files = readdirSync(generatedFolder, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [file.slice(generatedFolder.length + 1), readFileSync(file, 'utf8')];
    }),
  );
}

describe('libs/client/src/generated', () => {
  it('is what the document of the newest stable version says; `npm run client` makes it so', async () => {
    const files = await generateClient(readApi(documentFile(newestStable)));

    const found = written();
    const names = [...new Set([...files.keys(), ...found.keys()])];
    expect(names.filter((name) => files.get(name) !== found.get(name))).toEqual([]);
  });
});
