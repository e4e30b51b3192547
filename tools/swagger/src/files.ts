import { type ApiVersion, versions } from '@aro-rp/api';
import { documentOf } from './document.ts';
import { exampleOf } from './examples/examples.ts';
import { examplesFor } from './examples/titles.ts';
import { operations } from './paths/operations.ts';

const text = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function filesOf(version: ApiVersion): [path: string, text: string][] {
  const folder = version.version;
  const offered = operations.filter((each) => each.offeredIn(version));
  return [
    [`${folder}/redhatopenshift.json`, text(documentOf(version))],
    ...offered.flatMap((operation) =>
      examplesFor(operation, version).map(({ file, identities }): [string, string] => [
        `${folder}/examples/${file}`,
        text(exampleOf(operation, { version, identities })),
      ]),
    ),
  ];
}

/** Every generated file by its path under `swagger/`: the same declarations give the same bytes. */
export const generatedFiles = (): ReadonlyMap<string, string> =>
  new Map([...versions.values()].flatMap((version) => filesOf(version)));
