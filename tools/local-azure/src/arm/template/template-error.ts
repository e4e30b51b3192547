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

/** A template that is no template: not even its members are right. Whoever knows the request makes `InvalidRequestContent` of it. */
export class ContentError extends TemplateError {
  constructor(reason: string, where: Partial<Position> & { path: string }) {
    const { path, line, column } = where;
    const place = line === undefined ? '' : `, line ${line}, position ${column ?? 0}`;
    super(`${reason} Path '${path}'${place}.`, where);
  }
}

/** The page that Azure's messages end with. */
export const seePage = (page: string): string => `Please see https://aka.ms/${page} for usage details.`;

/** Several things that are wrong with one template; the message tells all of them, `where` is the first one's. */
export class TemplateFaults extends TemplateError {
  constructor(readonly faults: readonly TemplateError[]) {
    super(faults.map(({ message }) => message).join(' '), faults[0]?.where);
  }
}

const faultsIn = (error: TemplateError): readonly TemplateError[] =>
  error instanceof TemplateFaults ? error.faults : [error];

/**
 * Does all of it, also when some fails.
 * @throws TemplateError the one that came, or {@link TemplateFaults}; what is part of another's message is said once
 */
export function doAll<T>(works: readonly (() => T)[]): T[] {
  const faults: TemplateError[] = [];
  const results = works.flatMap((work) => {
    try {
      return [work()];
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      faults.push(...faultsIn(error));
      return [];
    }
  });
  const told = faults.filter(({ message }, index) =>
    faults.every(
      (other, at) => at === index || !other.message.includes(message) || (other.message === message && at > index),
    ),
  );
  const [first] = told;
  if (first) throw told.length === 1 ? first : new TemplateFaults(told);
  return results;
}
