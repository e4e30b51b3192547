import { join } from 'node:path';
import { versions } from '@aro-rp/api';
import { validateExamples } from 'oav';
import { folder } from '../compare/published.ts';

describe('the written examples', () => {
  beforeEach(() => void jest.spyOn(console, 'info').mockImplementation(() => undefined));
  afterEach(() => jest.restoreAllMocks());

  it.each([...versions.keys()])('of %s are valid against their document', async (version) => {
    const document = join(folder, version, 'redhatopenshift.json');

    expect(await validateExamples(document, undefined, { consoleLogLevel: 'off' })).toEqual([]);
  });
});
