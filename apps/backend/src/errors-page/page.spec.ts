import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorCodes } from '../plans/error-codes.ts';
import { pagePath, renderPage } from './page.ts';
import { samples } from './requests.ts';

const root = join(__dirname, '../../../..');

describe('the page of errors', () => {
  it('is as the catalogues are; `npm run errors` writes it', async () => {
    expect(await readFile(join(root, pagePath), 'utf8')).toBe(renderPage());
  });

  it('has one section for each code of a request or an operation', () => {
    const headings = [...renderPage().matchAll(/^## (.+)$/gm)].map(([, code]) => code);
    const codes = new Set([...Object.keys(errorCodes), ...Object.values(samples).map((make) => make().body.code)]);

    expect(headings).toEqual([...codes].sort((a, b) => (a < b ? -1 : 1)));
  });

  it.each(Object.entries(errorCodes))('says of %s what it means and what to do, in whole sentences', (_, page) => {
    expect(page.cause).toMatch(/^[A-Z].{10,}\.$/);
    expect(page.cure).toMatch(/^[A-Z`].{10,}[.`]$/);
  });
});
