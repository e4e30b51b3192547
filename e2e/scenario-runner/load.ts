import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { listOf, record, ScenarioError, text } from './shapes.ts';
import { readStep, type Step } from './step.ts';

export interface Scenario {
  /** The folder's. */
  name: string;
  /** A sentence about behaviour. */
  title: string;
  steps: Step[];
}

const file = record({ steps: listOf(readStep) }, { title: text });
const fileName = /^\d\d-[a-z0-9-]+\.yaml$/;

/** Every folder of `folder`, in order of name. @throws ScenarioError that names the file and what is wrong in it */
export function loadScenarios(folder: string): Scenario[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => loadScenario(folder, name))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/** The steps of all files of a folder, in order of the numbers that their names begin with. */
export function loadScenario(folder: string, name: string): Scenario {
  const names = readdirSync(join(folder, name)).sort();
  const stray = names.find((one) => !fileName.test(one));
  if (stray !== undefined) throw new ScenarioError(`${name}/${stray} is not named like 01-what-happens.yaml`);
  const files = names.map((one) => {
    const place = `${name}/${one}`;
    return file(contentOf(join(folder, name, one), place), place);
  });
  if (files.length === 0) throw new ScenarioError(`${name} has no steps`);
  return {
    name,
    title: files[0]?.title ?? name.replaceAll('-', ' '),
    steps: files.flatMap(({ steps }) => steps),
  };
}

function contentOf(path: string, place: string): unknown {
  try {
    return parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw new ScenarioError(`${place} is no YAML: ${(cause as Error).message}`, { cause });
  }
}
