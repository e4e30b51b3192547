import { oddText } from './junk.ts';
import { type Random } from './random.ts';

const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

/** What a part of a path can be in place of what it should be. Percent-encoded as far as it has to be. */
const oddParts = [
  'a',
  '-',
  'x'.repeat(91),
  'x'.repeat(2_000),
  'a_b',
  'a.',
  'a%20b',
  '%c3%a4',
  '%2f',
  'a%2fb',
  '%00',
  '%zz',
  '%',
  '%c0%af',
  '%e2%80%ae',
  '.',
  '..',
  '%2e%2e',
  ';a=b',
  '*',
  '__proto__',
  'constructor',
  '00000000-0000-0000-0000-000000000000',
  '{subscriptionId}',
] as const;

const anyCase = (text: string, random: Random): string =>
  [...text].map((each) => (random.chance(0.3) ? each.toUpperCase() : each.toLowerCase())).join('');

/** The path with one thing changed that names another place, the same place in other words, or none. */
export function spoilPath(path: string, random: Random): string {
  const parts = path.split('/');
  const at = 1 + random.int(parts.length - 1);
  const part = parts[at] ?? '';
  const swap = (changed: string): string => parts.with(at, changed).join('/');
  return random.pick<() => string>([
    () => anyCase(path, random),
    () => `${path}/`,
    () => `/${path}`,
    () => swap(`/${part}`),
    () => swap(''),
    () => swap(`%${part.charCodeAt(0).toString(16).padStart(2, '0')}${part.slice(1)}`),
    () => swap(random.pick(oddParts)),
    () => swap(encoded(oddText(random)).slice(0, 3_000)),
    () => swap(`${part}${random.pick(oddParts)}`),
    () => parts.toSpliced(at, 1).join('/'),
    () => `${path}/${random.pick(oddParts)}`,
    () => `${path}/${random.pick(['syncSets', 'secrets/x', 'listCredentials', 'providers/Microsoft.Insights/x'])}`,
    () => parts.toSpliced(at, 0, part).join('/'),
  ])();
}

/** Parameters as `name=value` texts, as they go onto the wire. */
export function spoilQuery(query: readonly string[], random: Random, versions: readonly string[]): string[] {
  const value = encoded(oddText(random)).slice(0, 2_000);
  return random.pick<() => string[]>([
    () => [],
    () => query.map((each) => anyCase(each, random)),
    () => [...query, ...query],
    () => [...query, `api-version=${random.pick(versions)}`],
    () => [`api-version=${random.pick(versions)}`],
    () => [`api-version=${value}`],
    () => [`api-version=${random.pick(['', '2.0', '2016-06-01', 'admin', 'latest', '2022-04-01%20', '%zz', '%00'])}`],
    () => [...query, `$top=${random.pick(['0', '-1', '1', '2', '1.5', '1e9', 'x', '', '%31', '9'.repeat(400)])}`],
    () => [...query, '$top=1', '$top=2'],
    () => [...query, `$skipToken=${value}`],
    () => [...query, `${random.pick(['$filter', '$expand', '__proto__', 'constructor', '%00', ''])}=${value}`],
    () => ['', ...query, '', '=', '&'],
  ])();
}
