import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { variants } from '../testing/template-inputs.ts';

const folder = join(__dirname, 'snapshots');
const textOf = (value: unknown) => `${JSON.stringify(value, undefined, 2)}\n`;
const isWriting = process.env.UPDATE_TEMPLATE_SNAPSHOTS === '1';

it.each(Object.entries(variants))('the template %s is the one in its snapshot', (name, template) => {
  const file = join(folder, `${name}.json`);
  if (isWriting) writeFileSync(file, textOf(template));

  expect(template).toEqual(existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : 'a file in snapshots/');
});

it('there is no snapshot without a template', () => {
  const expected = Object.keys(variants).map((name) => `${name}.json`);

  expect(readdirSync(folder).sort()).toEqual(expected.sort());
});
