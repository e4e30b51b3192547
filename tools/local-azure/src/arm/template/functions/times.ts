import { type LanguageFunction, eager, notHere } from './language-function.ts';

const pattern = /yyyy|yy|MMMM|MMM|MM|M|dddd|ddd|dd|d|HH|H|hh|h|mm|m|ss|s|f{1,7}|tt|zzz|K|'[^']*'|\\./g;
const standard: Record<string, string> = {
  d: 'MM/dd/yyyy',
  o: 'yyyy-MM-ddTHH:mm:ss.fffffffK',
  s: 'yyyy-MM-ddTHH:mm:ss',
  u: 'yyyy-MM-dd HH:mm:ssZ',
};

/** Formats of .NET for dates, in UTC and English. */
function formatTime(now: number, format: string): string {
  const time = new Date(now);
  const name = (options: Intl.DateTimeFormatOptions) => time.toLocaleString('en-US', { ...options, timeZone: 'UTC' });
  const pad = (value: number, length: number) => String(value).padStart(length, '0');
  const hour = time.getUTCHours();
  return (standard[format] ?? format).replace(pattern, (token) => {
    switch (token) {
      case 'yyyy':
        return pad(time.getUTCFullYear(), 4);
      case 'yy':
        return pad(time.getUTCFullYear() % 100, 2);
      case 'MMMM':
        return name({ month: 'long' });
      case 'MMM':
        return name({ month: 'short' });
      case 'dddd':
        return name({ weekday: 'long' });
      case 'ddd':
        return name({ weekday: 'short' });
      case 'tt':
        return hour < 12 ? 'AM' : 'PM';
      case 'zzz':
        return '+00:00';
      case 'K':
        return 'Z';
      default:
        break;
    }
    if (token.startsWith("'")) return token.slice(1, -1);
    if (token.startsWith('\\')) return token.slice(1);
    if (token.startsWith('f')) return pad(time.getUTCMilliseconds(), 3).padEnd(7, '0').slice(0, token.length);
    const values: Record<string, number> = {
      M: time.getUTCMonth() + 1,
      d: time.getUTCDate(),
      H: hour,
      h: hour % 12 === 0 ? 12 : hour % 12,
      m: time.getUTCMinutes(),
      s: time.getUTCSeconds(),
    };
    return pad(values[token[0] ?? ''] ?? 0, token.length);
  });
}

/** Both only in the default of a parameter, so that a deployment has one answer. */
export const timeFunctions: LanguageFunction[] = [
  eager('utcNow', 0, 1, (given, scope) => {
    if (!scope.now) throw notHere('utcNow');
    return formatTime(scope.now(), given.length > 0 ? given.text(0) : 'yyyyMMddTHHmmssZ');
  }),
  eager('newGuid', 0, 0, (_given, scope) => {
    if (!scope.newGuid) throw notHere('newGuid');
    return scope.newGuid();
  }),
];
