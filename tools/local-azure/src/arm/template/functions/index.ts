import { collectionFunctions } from './collections.ts';
import { deploymentFunctions } from './deployment.ts';
import { encodingFunctions } from './encodings.ts';
import { lambdaFunctions } from './lambdas.ts';
import { type LanguageFunction } from './language-function.ts';
import { logicFunctions } from './logic.ts';
import { numberFunctions } from './numbers.ts';
import { listFunction, resourceFunctions } from './resources.ts';
import { stringFunctions } from './strings.ts';
import { timeFunctions } from './times.ts';

const byName = new Map(
  [
    stringFunctions,
    encodingFunctions,
    collectionFunctions,
    numberFunctions,
    logicFunctions,
    lambdaFunctions,
    timeFunctions,
    deploymentFunctions,
    resourceFunctions,
  ]
    .flat()
    .map((one): [string, LanguageFunction] => [one.name.toLowerCase(), one]),
);

/** Whether a function asks a provider: `listKeys` and its kin. */
export const isListFunction = (name: string): boolean => /^list[a-z]+$/i.test(name);

/** A function by its name, ignoring case. */
export const findFunction = (name: string): LanguageFunction | undefined =>
  byName.get(name.toLowerCase()) ?? (isListFunction(name) ? listFunction(name) : undefined);
