import { call, type Expression } from './expression.ts';

/** A deployment template (ARM template syntax), written out by `JSON.stringify`. */
export interface Template {
  $schema: string;
  contentVersion: string;
  metadata: { description: string };
  parameters: Record<string, ParameterDeclaration>;
  variables?: Record<string, unknown>;
  resources: readonly Resource[];
  outputs?: Record<string, { type: ParameterType; value: unknown }>;
}

export type ParameterType = 'string' | 'secureString' | 'int' | 'bool' | 'array' | 'object';

export interface ParameterDeclaration {
  type: ParameterType;
  /** Without it the parameter has to be given. */
  defaultValue?: unknown;
  allowedValues?: readonly unknown[];
  minLength?: number;
  maxLength?: number;
  minValue?: number;
  maxValue?: number;
  metadata: { description: string };
}

type Text = string | Expression;

export interface Resource {
  type: string;
  apiVersion: string;
  name: Text;
  /** Of an extension: the id of what it is put on. */
  scope?: Text;
  condition?: Expression;
  copy?: { name: string; count: number | Expression };
  location?: Text;
  zones?: readonly string[] | Expression;
  kind?: string;
  sku?: { name: Text; tier?: string; capacity?: number | Expression };
  identity?: { type: string; userAssignedIdentities: unknown };
  tags?: Record<string, Text>;
  dependsOn?: readonly Text[];
  properties?: Record<string, unknown>;
}

/** Typed by its own declarations, so that a name that is not declared is a compile error. */
export type ParametersOf<P> = { readonly [K in keyof P]: Expression };

interface Parts<P extends Record<string, ParameterDeclaration>> {
  description: string;
  /** Deployed to a subscription, not to a group. */
  subscription?: true;
  parameters: P;
  variables?(parameters: ParametersOf<P>): Record<string, unknown>;
  resources(parameters: ParametersOf<P>): readonly Resource[];
  outputs?(parameters: ParametersOf<P>): NonNullable<Template['outputs']>;
}

export function defineTemplate<const P extends Record<string, ParameterDeclaration>>(parts: Parts<P>): Template {
  const { description, parameters, variables, resources, outputs } = parts;
  const named = parametersOf(parameters);
  const schema = parts.subscription
    ? '2018-05-01/subscriptionDeploymentTemplate.json#'
    : '2019-04-01/deploymentTemplate.json#';
  return {
    $schema: `https://schema.management.azure.com/schemas/${schema}`,
    contentVersion: '1.0.0.0',
    metadata: { description },
    parameters,
    ...(variables && { variables: variables(named) }),
    resources: resources(named),
    ...(outputs && { outputs: outputs(named) }),
  };
}

/** Each declared parameter as the expression that reads it. */
export const parametersOf = <P extends Record<string, ParameterDeclaration>>(parameters: P): ParametersOf<P> =>
  Object.fromEntries(Object.keys(parameters).map((name) => [name, call('parameters', name)])) as ParametersOf<P>;

type More = Omit<ParameterDeclaration, 'type' | 'metadata'>;
const make =
  (type: ParameterType) =>
  (description: string, more: More = {}): ParameterDeclaration => ({ type, ...more, metadata: { description } });

/** A parameter: `parameter.string('the region', {defaultValue: 'eastus'})`. */
export const parameter = {
  string: make('string'),
  int: make('int'),
  array: make('array'),
};
