import { isObject, type Json } from '../model/json.ts';
import { type PositionOf } from './template.ts';
import { ContentError, type Position } from './template-error.ts';
import { memberNameOf } from './values.ts';

/** The members that one kind of object has, as Azure writes them, and the kind's name in Azure's messages. */
export interface Kind {
  name: string;
  members: readonly string[];
}

export const kinds = {
  template: {
    name: 'Template',
    members: [
      ...['$schema', 'contentVersion', 'apiProfile', 'metadata', 'parameters', 'variables', 'functions'],
      ...['resources', 'outputs', 'languageVersion', 'definitions'],
    ],
  },
  parameter: {
    name: 'TemplateInputParameter',
    members: ['type', 'defaultValue', 'allowedValues', 'minValue', 'maxValue', 'minLength', 'maxLength', 'metadata'],
  },
  /** Whatever else a type of resource has stands in `properties`. */
  resource: {
    name: 'TemplateResource',
    members: [
      ...['id', 'type', 'apiVersion', 'name', 'scope', 'comments', 'metadata', 'condition', 'dependsOn', 'copy'],
      ...['resources', 'properties', 'location', 'extendedLocation', 'placement', 'tags', 'sku', 'kind', 'identity'],
      ...['plan', 'zones', 'managedBy', 'managedByExtended', 'eTag', 'scale', 'resourceGroup', 'subscriptionId'],
    ],
  },
  resourceLoop: { name: 'TemplateResourceCopy', members: ['name', 'count', 'mode', 'batchSize'] },
  propertyLoop: { name: 'TemplateCopy', members: ['name', 'count', 'input'] },
  output: { name: 'TemplateOutputParameter', members: ['type', 'value', 'condition', 'copy', 'metadata'] },
  outputLoop: { name: 'TemplateOutputCopy', members: ['count', 'input'] },
} as const satisfies Record<string, Kind>;

/** Reads objects of the language, whose members may be in any case. */
export interface Spelling {
  /**
   * The object with its members in Azure's spelling.
   * @param path of the value, for messages. @throws ContentError for a member that its kind does not have
   */
  spelt(kind: Kind, value: Json, path: string): Json;
  /** Also of what was spelt. */
  positionOf: PositionOf;
}

export function createSpelling(positionOf: PositionOf): Spelling {
  const positions = new WeakMap<object, Position>();
  return {
    spelt(kind, value, path) {
      const position = positionOf(value);
      const spelt = Object.fromEntries(
        Object.entries(value).map(([name, member]) => {
          const known = kind.members.find((one) => one.toLowerCase() === name.toLowerCase());
          if (known !== undefined) return [known, member];
          throw new ContentError(`Could not find member '${name}' on object of type '${kind.name}'.`, {
            path: `${path}.${name}`,
            ...position,
          });
        }),
      );
      if (position) positions.set(spelt, position);
      return spelt;
    },
    positionOf: (value) =>
      (typeof value === 'object' && value !== null ? positions.get(value) : undefined) ?? positionOf(value),
  };
}

/** Checks the loops over properties anywhere in a value. @throws ContentError */
export function checkPropertyLoops(value: unknown, path: string, spelling: Spelling): void {
  if (Array.isArray(value)) value.forEach((one, index) => checkPropertyLoops(one, `${path}[${index}]`, spelling));
  if (!isObject(value)) return;
  const copy = memberNameOf(value, 'copy');
  const loops = copy === undefined ? undefined : value[copy];
  if (Array.isArray(loops)) loops.forEach((one, index) => checkPropertyLoop(one, `${path}.copy[${index}]`, spelling));
  for (const [name, member] of Object.entries(value)) checkPropertyLoops(member, `${path}.${name}`, spelling);
}

/** What has a name and a count is meant to be a loop. */
function checkPropertyLoop(value: unknown, path: string, { spelt, positionOf }: Spelling): void {
  if (!isObject(value) || ['name', 'count'].some((one) => memberNameOf(value, one) === undefined)) return;
  const loop = spelt(kinds.propertyLoop, value, path);
  if (!('input' in loop))
    throw new ContentError(`Required property 'input' not found in JSON.`, { path, ...positionOf(value) });
}
