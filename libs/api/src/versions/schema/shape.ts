import { type DefinitionName, definitionOf } from './definition.ts';
import { type Enumeration } from './enumeration.ts';
import { type FieldDeclaration, fieldsOf, type WireClass } from './field.ts';

type Member<K extends FieldDeclaration['kind']> = Omit<
  Extract<FieldDeclaration, { kind: K }>,
  'model' | 'of' | 'express' | 'enumeration' | 'marked' | 'required'
> & {
  /** Never empty. */
  model: readonly [string, ...string[]];
  /** The value as this version says it. */
  express: (value: unknown) => unknown;
  /** Must be there once a create or a replace is done. */
  required: boolean;
  /** The values that this version has for it; undefined when it takes any. */
  enumeration: Enumeration | undefined;
  /** Whether the version's documentation marks it as read-only. */
  marked: boolean;
};

export type ValueMember = Member<'text'> | Member<'integer'> | Member<'text-map'>;
export type ObjectMember = Member<'object'> & { of: Shape };
export type ListMember = Member<'list'> & { of: Shape };
export type MapMember = Member<'map'> & { of: Shape };
export type ShapeMember = ValueMember | ObjectMember | ListMember | MapMember;

/** What one API version has of one wire class. */
export interface Shape {
  readonly type: WireClass;
  /** What the documentation calls it. */
  readonly definition: DefinitionName;
  /** In wire order. */
  readonly members: readonly ShapeMember[];
  readonly named: ReadonlyMap<string, ShapeMember>;
}

/** A wire object: what {@link Shape} describes, with members that hold JSON values of the declared kinds. */
export type Wire = Record<string, unknown>;

function member(declaration: FieldDeclaration, version: string): ShapeMember {
  const { model, express, enumeration, marked, required } = declaration;
  const common = {
    model: model === undefined || model.length === 0 ? [declaration.wire] : model,
    express: express === undefined ? (value: unknown) => value : (value: unknown) => express(value, version),
    required: typeof required === 'function' ? required(version) : required === true,
    enumeration: enumeration?.(version),
    marked: marked?.(version) ?? false,
  };
  return (
    'of' in declaration
      ? { ...declaration, ...common, of: shapeOf(declaration.of(), version) }
      : { ...declaration, ...common }
  ) as ShapeMember;
}

/** Done once per version, when the program starts. */
export function shapeOf(type: WireClass, version: string): Shape {
  const members = fieldsOf(type)
    .filter((declaration) => declaration.in?.(version) ?? true)
    .map((declaration) => member(declaration, version));
  return { type, definition: definitionOf(type), members, named: new Map(members.map((each) => [each.wire, each])) };
}

/** Under the class of the shape, so that class-validator finds its rules; without running a constructor. */
export const wireOf = (shape: Shape): Wire => Object.create(shape.type.prototype as object) as Wire;
