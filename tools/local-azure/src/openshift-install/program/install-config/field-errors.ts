import { Failure } from '../failure.ts';
import { quote } from '../go-text.ts';

/** Violations in the words of Kubernetes' field errors (k8s.io/apimachinery, util/validation/field). */
export interface FieldErrors {
  invalid(path: string, value: unknown, detail: string): void;
  required(path: string, detail: string): void;
  unsupported(path: string, value: string, supported: readonly string[]): void;
  internal(path: string, detail: string): void;
  /** All of them in one sentence, each once. @throws Failure unless there are none */
  throwIfAny(prefix?: string): void;
}

export function createFieldErrors(): FieldErrors {
  const found = new Set<string>();
  return {
    invalid: (path, value, detail) => void found.add(`${path}: Invalid value: ${print(value)}: ${detail}`),
    required: (path, detail) => void found.add(`${path}: Required value: ${detail}`),
    unsupported: (path, value, supported) =>
      void found.add(
        `${path}: Unsupported value: ${quote(value)}: supported values: ${supported.map(quote).join(', ')}`,
      ),
    internal: (path, detail) => void found.add(`${path}: Internal error: ${detail}`),
    throwIfAny(prefix = '') {
      const [first] = found;
      if (first === undefined) return;
      throw new Failure(`${prefix}${found.size === 1 ? first : `[${[...found].join(', ')}]`}`);
    },
  };
}

/** Strings in quotes; a struct nearly as Go prints it. */
function print(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const members = Object.entries(value).map(([name, member]) => `${name}:${print(member)}`);
  return `{${members.join(', ')}}`;
}
