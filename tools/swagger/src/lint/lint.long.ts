import { join } from 'node:path';
import { versions } from '@aro-rp/api';
import { folder, publishedDocument } from '../compare/published.ts';
import { findingsIn, worse } from './lint.ts';

describe("Azure's rules for Resource Manager", () => {
  it.each([...versions.keys()])(
    'find no more in the document of %s than in the published one',
    async (version) => {
      const ours = await findingsIn(join(folder, version, 'redhatopenshift.json'));
      const published = await findingsIn(publishedDocument(version));

      expect(published.size).toBeGreaterThan(0);
      expect(worse(ours, published)).toEqual({});
    },
    120_000,
  );
});
