import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesIn, writeFiles } from './disk.ts';

describe('writeFiles', () => {
  let folder: string;
  const put = (path: string) => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), 'old');
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'swagger-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('leaves nothing in the folders of versions but the files given', () => {
    put('2022-04-01/examples/Gone.json');
    put('2022-04-01/redhatopenshift.json');
    const files = new Map([
      ['2022-04-01/redhatopenshift.json', 'new'],
      ['2020-04-30/examples/Added.json', 'new'],
    ]);

    writeFiles(folder, files);

    expect(filesIn(folder)).toEqual(files);
  });

  it('does not touch what stands beside them', () => {
    put('published/2022-04-01/redhatopenshift.json');
    put('differences.md');

    writeFiles(folder, new Map());

    expect(readFileSync(join(folder, 'published/2022-04-01/redhatopenshift.json'), 'utf8')).toBe('old');
    expect(readFileSync(join(folder, 'differences.md'), 'utf8')).toBe('old');
  });
});
