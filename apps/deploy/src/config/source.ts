import { isAlias, isMap, isNode, isPair, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';

export type Path = readonly (string | number)[];

/** A YAML text whose every value can be found again. */
export interface Source {
  value: unknown;
  /** Faults of the YAML itself, duplicate keys among them. */
  faults: string[];
  /** `FILE:LINE:COLUMN` of the value, of the key that it has, or of the nearest thing around it that is there. */
  placeOf(path: Path, what?: 'key' | 'value'): string;
}

/** Anchors, aliases and merge keys (`<<`) are fine. */
export function readYaml(file: string, text: string): Source {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, merge: true, uniqueKeys: true, prettyErrors: false });
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const resolved = (node: unknown): Node | undefined =>
    isAlias(node) ? node.resolve(document) : isNode(node) ? node : undefined;

  const step = (parent: Node | undefined, part: string | number): { key?: Node; value?: Node } => {
    if (isSeq(parent)) {
      const value = resolved(parent.items[Number(part)]);
      return value ? { value } : {};
    }
    if (!isMap(parent)) return {};
    for (const { key, value } of parent.items)
      if (isScalar(key) && String(key.value) === String(part)) {
        const found = resolved(value);
        return { key, ...(found && { value: found }) };
      }
    // What is merged in stands where it was written.
    for (const { key, value } of parent.items) {
      if (!isScalar(key) || key.value !== '<<' || !isNode(value)) continue;
      for (const one of isSeq(value) ? value.items : [value]) {
        const found = step(resolved(isPair(one) ? one.value : one), part);
        if (found.key) return found;
      }
    }
    return {};
  };

  return {
    value: document.errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 1_000 }),
    faults: document.errors.map(({ pos, message }) => `${place(pos[0])}: ${message.replaceAll('\n', ' ')}`),
    placeOf(path, what = 'value') {
      let node = resolved(document.contents);
      let offset = node?.range?.[0] ?? 0;
      for (const [index, part] of path.entries()) {
        const { key, value } = step(node, part);
        const wantsKey = what === 'key' && index === path.length - 1;
        const next = wantsKey ? (key ?? value) : (value ?? key);
        if (!next) break;
        offset = next.range?.[0] ?? offset;
        node = value;
      }
      return place(offset);
    },
  };
}

/** `regions[0].services.backend`; empty for the file itself. */
export const pathText = (path: Path): string =>
  path.map((part, index) => (typeof part === 'number' ? `[${part}]` : index === 0 ? part : `.${part}`)).join('');
