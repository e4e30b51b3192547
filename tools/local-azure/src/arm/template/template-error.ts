/** Where something stands in the text of a request; both count from 1. */
export interface Position {
  line: number;
  column: number;
}

export const at = ({ line, column }: Position): string => `at line '${line}' and column '${column}'`;

/** A template that cannot be deployed, in Azure's words. Whoever knows the request makes `InvalidTemplate` of it. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
  constructor(
    message: string,
    /** What `additionalInfo` of type `TemplateViolation` tells. */
    readonly where: Partial<Position> & { path?: string } = {},
  ) {
    super(message);
  }
}

/** The page that Azure's messages end with. */
export const seePage = (page: string): string => `Please see https://aka.ms/${page} for usage details.`;
