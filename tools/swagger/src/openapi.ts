/** The part of OpenAPI 2.0 that our documents use, with Azure's extensions (autorest, "x-ms-…"). Plain JSON. */

type Extensions = { [name: `x-ms-${string}`]: unknown };

export interface Schema extends Extensions {
  /** Beside it may stand a description and extensions, as Azure's tools allow. */
  $ref?: string;
  description?: string;
  type?: 'object' | 'array' | 'string' | 'integer' | 'boolean';
  format?: string;
  enum?: readonly string[];
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: Schema;
  allOf?: readonly Schema[];
  required?: readonly string[];
  readOnly?: true;
}

export interface Parameter extends Extensions {
  $ref?: string;
  name?: string;
  in?: 'path' | 'query' | 'header' | 'body';
  description?: string;
  required?: boolean;
  type?: 'string' | 'integer';
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  schema?: Schema;
}

export interface Response extends Extensions {
  description: string;
  schema?: Schema;
  headers?: Record<string, Schema>;
}

export interface Operation extends Extensions {
  tags: readonly string[];
  summary: string;
  description: string;
  operationId: string;
  parameters: readonly Parameter[];
  /** By status code, and `default`. */
  responses: Record<string, Response>;
}

export interface Document {
  swagger: '2.0';
  info: { title: string; description: string; version: string };
  host: string;
  schemes: readonly string[];
  consumes: readonly string[];
  produces: readonly string[];
  tags?: readonly { name: string }[];
  /** By path, then by method in lower case. */
  paths: Record<string, Record<string, Operation>>;
  definitions: Record<string, Schema>;
  securityDefinitions: Record<string, unknown>;
  security: readonly Record<string, readonly string[]>[];
}
