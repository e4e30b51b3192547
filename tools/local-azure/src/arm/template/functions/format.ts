import { toText } from '../values.ts';
import { type Given } from './language-function.ts';

const place = /\{\{|\}\}|\{(\d+)(?:,(-?\d+))?(?::([^{}]*))?\}|[{}]/g;

/** Composite formats of .NET: `{index[,alignment][:format]}`, with D, N, F, X and P and none for numbers. */
export function formatText(given: Given): string {
  return given.text(0).replace(place, (found: string, index?: string, alignment?: string, format?: string): string => {
    if (found === '{{') return '{';
    if (found === '}}') return '}';
    if (index === undefined) throw given.fail('has a format string that is not valid.');
    const at = Number(index) + 1;
    if (at >= given.length) throw given.fail(`has no argument for '${found}' of its format string.`);
    const text = formatValue(given, given.any(at), format ?? '');
    const width = Number(alignment ?? 0);
    return width < 0 ? text.padEnd(-width) : text.padStart(width);
  });
}

function formatValue(given: Given, value: unknown, format: string): string {
  if (format === '' || typeof value !== 'number') return toText(value);
  const [, kind = '', digits = ''] = /^([DNFXPdnfxp])(\d{0,2})$/.exec(format) ?? [];
  const places = digits === '' ? 2 : Number(digits);
  switch (kind.toUpperCase()) {
    case 'D':
      return `${value < 0 ? '-' : ''}${String(Math.abs(value)).padStart(Number(digits || 0), '0')}`;
    case 'N':
      return value.toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places });
    case 'F':
      return value.toFixed(places);
    case 'P':
      return `${(value * 100).toLocaleString('en-US', { minimumFractionDigits: places, maximumFractionDigits: places })} %`;
    case 'X': {
      const hex = (value < 0 ? BigInt.asUintN(64, BigInt(value)) : BigInt(value)).toString(16);
      const text = hex.padStart(Number(digits || 0), '0');
      return kind === 'X' ? text.toUpperCase() : text;
    }
    default:
      throw given.fail(`does not know the number format '${format}' here.`);
  }
}
