import { type Difference, differencesOf } from './difference.ts';
import { isObject, type JsonObject, type Located, objectOf, type Source } from './source.ts';

const apart = new Set(['$ref', 'allOf', 'properties', 'items', 'additionalProperties', 'required', 'example']);

/** What a schema says with all that it inherits: its own keys, and each member with the place where it is declared. */
interface Whole {
  readonly keys: JsonObject;
  readonly required: ReadonlySet<string>;
  readonly members: ReadonlyMap<string, Located>;
}

/** The members of a member, with the place of each. */
function partsOf(source: Source, at: Located, name: string): [string, Located][] {
  const list = source.member(at, name);
  if (list === undefined || typeof list.value !== 'object') return [];
  return Object.keys(list.value ?? {}).flatMap((key): [string, Located][] => {
    const found = source.member(list, key);
    return found === undefined ? [] : [[key, found]];
  });
}

function wholeOf(source: Source, at: Located): Whole {
  const keys = objectOf(at.value);
  const { required = [] } = keys;
  const inherited = partsOf(source, at, 'allOf').map(([, each]) => wholeOf(source, source.resolve(each)));
  const own = partsOf(source, at, 'properties');
  return {
    keys: Object.assign({}, ...inherited.map((each) => each.keys), keys) as JsonObject,
    required: new Set([...inherited.flatMap((each) => [...each.required]), ...(required as readonly string[])]),
    members: new Map([...inherited.flatMap((each) => [...each.members]), ...own]),
  };
}

/**
 * Compares what two schemas mean: references are followed, inheritance is flattened, and names of definitions play no
 * role. Each pair of places is compared once, so that a schema may contain itself.
 */
export class SchemaComparison {
  readonly #source: Source;
  readonly #seen = new Set<string>();

  constructor(source: Source) {
    this.#source = source;
  }

  compare(oursAt: Located, publishedAt: Located): Difference[] {
    const ours = this.#source.resolve(oursAt);
    const published = this.#source.resolve(publishedAt);
    const pair = [oursAt, ours, published].map(({ file, pointer }) => `${file}#${pointer}`).join(' ');
    if (this.#seen.has(pair)) return [];
    this.#seen.add(pair);

    const [a, b] = [wholeOf(this.#source, ours), wholeOf(this.#source, published)];
    const at = hasBeside(oursAt) || hasBeside(publishedAt) ? oursAt.pointer : ours.pointer;
    return [
      ...differencesOf(at, a.keys, b.keys, apart),
      ...this.#members(at, a, b),
      ...this.#part(ours, published, at, 'items'),
      ...this.#part(ours, published, at, 'additionalProperties'),
    ];
  }

  #members(at: string, a: Whole, b: Whole): Difference[] {
    return [...new Set([...a.members.keys(), ...b.members.keys()])].flatMap((name) => {
      const [ours, published] = [a.members.get(name), b.members.get(name)];
      const pointer = `${at}/properties/${name}`;
      if (ours === undefined || published === undefined) {
        return [{ pointer, ours: ours?.value, published: published?.value }];
      }
      const required: Difference = {
        pointer: `${at}/required/${name}`,
        ours: a.required.has(name),
        published: b.required.has(name),
      };
      return [...(required.ours === required.published ? [] : [required]), ...this.compare(ours, published)];
    });
  }

  #part(ours: Located, published: Located, at: string, name: string): Difference[] {
    const [a, b] = [this.#source.member(ours, name), this.#source.member(published, name)];
    if (a === undefined && b === undefined) return [];
    if (!isObject(a?.value) || !isObject(b?.value) || a === undefined || b === undefined) {
      return a?.value === b?.value ? [] : [{ pointer: `${at}/${name}`, ours: a?.value, published: b?.value }];
    }
    return this.compare(a, b);
  }
}

/** What stands beside a reference is of that place, all else of the definition. */
const hasBeside = ({ value }: Located): boolean =>
  Object.keys(objectOf(value)).some((name) => name !== '$ref' && name !== 'description');
