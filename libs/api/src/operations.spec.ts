import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operations } from './operations.ts';

const published = join(import.meta.dirname, '../../../swagger/published');
const publishedVersions = readdirSync(published).filter((name) => /^\d/.test(name));

describe('operations', () => {
  it('R046 R211 names each operation once, in the form that ARM asks for', () => {
    const names = operations.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(
        /^Microsoft\.RedHatOpenShift\/([A-Za-z]+\/)+(read|write|delete|action)$|\/register\/action$/,
      );
    }
  });

  it('has what a role assignment for clusters needs', () => {
    expect(operations.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Microsoft.RedHatOpenShift/register/action',
        'Microsoft.RedHatOpenShift/openShiftClusters/read',
        'Microsoft.RedHatOpenShift/openShiftClusters/write',
        'Microsoft.RedHatOpenShift/openShiftClusters/delete',
        'Microsoft.RedHatOpenShift/openShiftClusters/listCredentials/action',
      ]),
    );
  });

  it('has a text for each part of the display', () => {
    for (const { display } of operations) {
      expect(Object.values(display).every((text) => text.length > 0)).toBe(true);
    }
  });

  it.each(publishedVersions)('shows what the published example of %s shows', (version) => {
    const [value = []] = [`variants/pre-typespec/${version}`, version]
      .map((folder) => join(published, folder, 'examples/Operations_List.json'))
      .filter((file) => existsSync(file))
      .map((file) => JSON.parse(readFileSync(file, 'utf8')) as { responses: { 200: { body: { value: object[] } } } })
      .map(({ responses }) => responses[200].body.value);

    expect(value.length).toBeGreaterThan(0);
    for (const entry of value) expect(operations).toContainEqual(expect.objectContaining(withPartOfDisplay(entry)));
  });
});

/** Members that the example leaves out may be there. */
function withPartOfDisplay(entry: { display?: object }): object {
  return { ...entry, display: expect.objectContaining(entry.display ?? {}) as object };
}
