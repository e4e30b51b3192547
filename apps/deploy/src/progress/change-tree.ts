import { type Change, type PropertyChange } from '../azure/region.ts';
import { type Paint } from './paint.ts';

/** So much of a value is shown. */
const shownLength = 100;

/** What ARM would do, as lines of a tree: resources, and below what is modified its properties. */
export function changeTree(changes: readonly Change[], paint: Paint): string[] {
  const told = changes.filter(({ change }) => change !== 'NoChange' && change !== 'NoEffect' && change !== 'Ignore');
  const same = changes.filter(({ change }) => change === 'NoChange' || change === 'NoEffect').length;
  return [
    ...told.flatMap((change) => lines(change, paint)),
    ...(same === 1 ? [paint.dim('= 1 resource stays as it is')] : []),
    ...(same > 1 ? [paint.dim(`= ${same} resources stay as they are`)] : []),
  ];
}

function lines({ change, type, name, properties, reason }: Change, paint: Paint): string[] {
  const what = `${type} ${name}`;
  switch (change) {
    case 'Create':
      return [paint.good(`+ ${what}`)];
    case 'Delete':
      return [paint.bad(`- ${what}`)];
    case 'Modify':
      return [paint.changed(`~ ${what}`), ...properties.flatMap((one) => propertyLines(one, '    ', paint))];
    default:
      return [`? ${what}: ${reason ?? 'ARM cannot tell what would change'}`];
  }
}

function propertyLines(
  { path, change, before, after, children }: PropertyChange,
  indent: string,
  paint: Paint,
): string[] {
  const below = children.flatMap((one) => propertyLines(one, `${indent}  `, paint));
  switch (change) {
    case 'Create':
      return [paint.good(`${indent}+ ${path}: ${valueText(after)}`)];
    case 'Delete':
      return [paint.bad(`${indent}- ${path}: ${valueText(before)}`)];
    case 'NoEffect':
      return [];
    default:
      return below.length > 0
        ? [paint.changed(`${indent}~ ${path}`), ...below]
        : [paint.changed(`${indent}~ ${path}: ${valueText(before)} → ${valueText(after)}`)];
  }
}

function valueText(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > shownLength ? `${text.slice(0, shownLength - 3)}...` : text;
}
