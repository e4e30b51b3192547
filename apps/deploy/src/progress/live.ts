import { type Clock, formatDuration, milliseconds, seconds } from '@aro-rp/time';
import { type Instance } from '../azure/region.ts';
import { type Paint } from './paint.ts';
import { instanceText } from './plain.ts';
import { type Progress } from './progress.ts';

interface LiveOptions {
  clock: Clock;
  paint: Paint;
  /** Of the terminal, in columns; lines are cut there, since one that wraps could not be erased. */
  width(): number;
  write(text: string): void;
}

/** So many running resources are shown; the others are counted. */
const shownOperations = 8;

/**
 * Lines that stay, and below them what goes on right now, which is drawn anew with each event and each second: the
 * step with its time, what it waits for, the resources that are being made, the instances.
 */
export function liveView({ clock, paint, width, write }: LiveOptions): Progress {
  let drawn: readonly string[] = [];
  let current: { text: string; began: number; hasHeading: boolean } | undefined;
  let waited = '';
  const running = new Map<string, string>();
  const instances = new Map<string, { scaleSet: string; instance: Instance }>();

  const elapsed = (since: number) =>
    formatDuration(seconds(Math.floor(Math.max(0, clock.monotonic() - since) / 1_000))).replace(/^0ms$/, '0s');
  const footer = (): string[] => {
    if (!current) return [];
    const operations = [...running.values()];
    const more = operations.length - shownOperations;
    return [
      `${paint.strong('…')} ${current.text} ${paint.dim(elapsed(current.began))}`,
      ...(waited === '' ? [] : [`  ${waited}`]),
      ...operations.slice(0, shownOperations).map((text) => paint.dim(`  ${text}`)),
      ...(more > 0 ? [paint.dim(`  and ${more} more`)] : []),
      ...[...instances.values()].map(({ scaleSet, instance }) => instanceLine(scaleSet, instance, paint)),
    ];
  };
  const erase = () => {
    if (drawn.length > 0) write(`\u001b[${drawn.length}A\u001b[J`);
    drawn = [];
  };
  const draw = () => {
    const lines = footer().map((line) => cut(line, width()));
    if (lines.length === drawn.length && lines.every((line, index) => line === drawn[index])) return;
    erase();
    if (lines.length > 0) write(`${lines.join('\n')}\n`);
    drawn = lines;
  };
  const stay = (text: string) => {
    erase();
    write(`${text}\n`);
    draw();
  };
  /** What is said of a step stands below its name. */
  const say = (text: string) => {
    if (current && !current.hasHeading) {
      current.hasHeading = true;
      text = `${current.text}\n${text}`;
    }
    stay(text);
  };
  const finish = () => {
    if (!current) return;
    const { text, began, hasHeading } = current;
    current = undefined;
    waited = '';
    running.clear();
    instances.clear();
    if (hasHeading) draw();
    else stay(`${paint.good('✓')} ${text} ${paint.dim(elapsed(began))}`);
  };

  let timer: Disposable;
  const tick = () => {
    draw();
    timer = clock.schedule(milliseconds(1_000), tick);
  };
  timer = clock.schedule(milliseconds(1_000), tick);

  return {
    step(name, detail) {
      finish();
      current = {
        text: detail === undefined ? name : `${name}: ${detail}`,
        began: clock.monotonic(),
        hasHeading: false,
      };
      draw();
    },
    instance(scaleSet, instance) {
      instances.set(instance.id, { scaleSet, instance });
      draw();
    },
    operation(_, { type, name, state }) {
      const key = `${type} ${name}`;
      if (state === 'Failed') say(`${paint.bad('✗')} ${key}`);
      if (['Succeeded', 'Failed', 'Canceled'].includes(state)) running.delete(key);
      else running.set(key, `${state.toLowerCase()} ${key}`);
      draw();
    },
    waiting(detail) {
      waited = detail;
      draw();
    },
    line: say,
    fact: () => undefined,
    end() {
      timer[Symbol.dispose]();
      erase();
      current = undefined;
    },
  };
}

function instanceLine(scaleSet: string, instance: Instance, paint: Paint): string {
  const colour = { healthy: paint.good, unhealthy: paint.bad, unknown: paint.changed }[instance.health];
  return `  ${scaleSet} ${instance.name} ${colour(instanceText(instance))}`;
}

/** By columns as far as our own lines go: no wide characters, and colours count for nothing. */
function cut(line: string, width: number): string {
  let seen = 0;
  return line.replace(/(\u001b\[\d+m)|[^\u001b]/gu, (part, colour: string | undefined) =>
    colour !== undefined || (seen += 1) < width ? part : '',
  );
}
