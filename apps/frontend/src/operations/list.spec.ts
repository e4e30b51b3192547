import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { versions } from '@aro-rp/api';
import { type Harness, startHarness } from '../testing/harness.ts';

let harness: Harness;
beforeAll(async () => void (harness = await startHarness()));
afterAll(() => harness[Symbol.asyncDispose]());

interface Schema {
  properties: Record<string, unknown>;
}
const published = join(import.meta.dirname, '../../../../swagger/published');
const schemasOf = (version: string) =>
  (
    JSON.parse(readFileSync(join(published, version, 'redhatopenshift.json'), 'utf8')) as Record<
      'definitions',
      Record<string, Schema>
    >
  ).definitions;
const membersOf = (schema: Schema | undefined) => Object.keys(schema?.properties ?? {}).sort();

it.each([...versions.keys()].filter((version) => readdirSync(published).includes(version)))(
  'an operation has in %s the members that the published document has, no more and no fewer',
  async (version) => {
    const { Operation, Display } = schemasOf(version);

    const { status, json } = await harness.arm.call(
      'GET',
      `/providers/Microsoft.RedHatOpenShift/operations?api-version=${version}`,
    );

    expect(status).toBe(200);
    expect(Object.keys(json)).toEqual(['value']);
    for (const operation of json['value'] as { display: object }[]) {
      expect(Object.keys(operation).sort()).toEqual(membersOf(Operation));
      expect(Object.keys(operation.display).sort()).toEqual(membersOf(Display));
    }
  },
);
