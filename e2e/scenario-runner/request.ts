import { type Endpoints } from '@aro-rp/local-azure';
import { type Answer, type Customer } from '../harness/customer.ts';
import { ScenarioError } from './shapes.ts';
import { type StepOf } from './step.ts';

type HttpStep = StepOf<'http'>;

/** `METHOD TARGET`, the target a path with its query or an absolute URL, of which the path and query are used. */
export function targetOf({ http, place }: HttpStep): { method: string; path: string } {
  const [method = '', target = ''] = http.split(' ', 2);
  if (!/^[A-Z]+$/.test(method) || target === '') throw new ScenarioError(`${place} is no METHOD and target: ${http}`);
  return { method, path: target.replace(/^https?:\/\/[^/]+/, '') };
}

/** The content of a request; undefined for one without. */
export async function contentOf(
  step: HttpStep,
  { location }: Pick<Endpoints, 'location'>,
  name: string,
  bodyOf: Customer['bodyOf'],
): Promise<string | undefined> {
  const { body, text, bytes, example } = step;
  if (example) return JSON.stringify(overlay(await bodyOf(example.name ?? name), example.with ?? {}));
  if (bytes !== undefined) return filler(bytes, location);
  return text ?? (body === undefined ? undefined : JSON.stringify(body));
}

/** Mappings are merged, all else replaces. */
function overlay(base: unknown, over: unknown): unknown {
  if (!isMapping(base) || !isMapping(over)) return over;
  const merged = Object.entries(over).map(([name, value]) => [name, overlay(base[name], value)]);
  return { ...base, ...(Object.fromEntries(merged) as object) };
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Well-formed, and with a location, so that ARM lets it through. */
function filler(bytes: number, location: string): string {
  const [before, after] = JSON.stringify({ location, filler: '@' }).split('@') as [string, string];
  return before + 'x'.repeat(bytes - before.length - after.length) + after;
}

/** What `header NAME` or `body PATH` means for an answer. @throws ScenarioError when it is not there */
export function pick(answer: Answer, what: string, place: string): string {
  const [source, path = ''] = what.split(' ', 2);
  const found =
    source === 'header'
      ? answer.headers.get(path)
      : path.split('.').reduce<unknown>((value, name) => (isMapping(value) ? value[name] : undefined), answer.body);
  if (typeof found !== 'string') throw new ScenarioError(`${place} cannot save ${what}: it is not in the answer`);
  return found;
}
