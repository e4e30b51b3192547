import { type KubeObject, textAt } from './object.ts';
import { refusals } from './status.ts';

type Test = (object: KubeObject) => boolean;

/** `spec.nodeName=a,status.phase!=Failed` on any text member. @throws ApiError 400 */
export function fieldSelector(text: string | null): Test {
  const tests = parts(text).map((part): Test => {
    const match = /^([^=!]+)(!=|==?)(.*)$/.exec(part);
    if (!match) throw refusals.badRequest(`invalid field selector ${JSON.stringify(part)}`);
    const [, path = '', operator, value] = match;
    return (object) => (textAt(object, ...path.trim().split('.')) === value) !== (operator === '!=');
  });
  return (object) => tests.every((test) => test(object));
}

/** Equality and set based requirements (Kubernetes, "Labels and Selectors"). @throws ApiError 400 */
export function labelSelector(text: string | null): Test {
  const tests = parts(text).map(requirement);
  return ({ metadata }) => tests.every((test) => test(metadata.labels ?? {}));
}

/** The `selector` of a MachineSet. Only `matchLabels` is served. */
export const matchesLabels = ({ metadata }: KubeObject, wanted: Record<string, string>): boolean =>
  Object.entries(wanted).every(([name, value]) => metadata.labels?.[name] === value);

function requirement(part: string): (labels: Record<string, string>) => boolean {
  const set = /^([^\s!=]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(part);
  if (set) {
    const [, name = '', operator, list = ''] = set;
    const values = list.split(',').map((value) => value.trim());
    return (labels) => values.includes(labels[name] ?? '\0') !== (operator === 'notin');
  }
  const equality = /^([^\s!=]+)\s*(!=|==?)\s*(\S*)$/.exec(part);
  if (equality) {
    const [, name = '', operator, value] = equality;
    return (labels) => (labels[name] === value) !== (operator === '!=');
  }
  const exists = /^(!?)\s*([^\s!=()]+)$/.exec(part);
  if (exists) {
    const [, not, name = ''] = exists;
    return (labels) => name in labels !== (not === '!');
  }
  throw refusals.badRequest(`unable to parse requirement: ${JSON.stringify(part)}`);
}

/** Split at the commas that are outside parentheses. */
const parts = (text: string | null): string[] =>
  (text ?? '')
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
