import { type WireClass } from './field.ts';

/** What the documentation of the API calls a wire class. */
export interface DefinitionName {
  readonly name: string;
  readonly description: string;
}

const definitions = new WeakMap<object, DefinitionName>();

/** Names a wire class for the documentation. */
export const Definition =
  (name: string, description: string) =>
  (type: WireClass): void => {
    definitions.set(type, { name, description });
  };

/** @throws TypeError when the class has no name, which is a fault of this package */
export function definitionOf(type: WireClass): DefinitionName {
  const found = definitions.get(type);
  if (found === undefined) throw new TypeError(`${type.name} has no @Definition`);
  return found;
}
