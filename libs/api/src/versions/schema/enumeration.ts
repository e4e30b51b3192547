/** The values that a text may have in one API version. */
export interface Enumeration {
  readonly name: string;
  readonly description: string;
  readonly values: readonly string[];
  /** Whether the documentation of the version names it for clients, who then accept other values too (`x-ms-enum`). */
  readonly isNamed: boolean;
  /** It lists what was known; the service takes other values as well. */
  readonly isOpen?: true;
}

/** What an API version has of an enumeration; undefined when it takes any text. */
export type EnumerationIn = (version: string) => Enumeration | undefined;

/** An enumeration that has the same values in every API version. */
export const enumeration =
  (
    name: string,
    description: string,
    values: readonly string[],
    isNamed: (version: string) => boolean,
  ): EnumerationIn =>
  (version) => ({ name, description, values, isNamed: isNamed(version) });
