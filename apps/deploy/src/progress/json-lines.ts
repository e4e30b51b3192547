import { type Clock, toInstant } from '@aro-rp/time';
import { type Progress } from './progress.ts';

/** Every event as one line of JSON with `time` and `event`, for programs. */
export function jsonLines(clock: Clock, write: (text: string) => void): Progress {
  const tell = (event: string, values: object = {}) =>
    write(`${JSON.stringify({ time: toInstant(clock.now()), event, ...values })}\n`);
  const seen = new Map<string, string>();
  return {
    step: (name, detail) => tell('step', { name, ...(detail !== undefined && { detail }) }),
    instance(scaleSet, instance) {
      const text = JSON.stringify(instance);
      if (seen.get(instance.id) === text) return;
      seen.set(instance.id, text);
      tell('instance', { scaleSet, ...instance });
    },
    operation: (deployment, operation) => tell('operation', { deployment, ...operation }),
    waiting: (detail) => tell('waiting', { detail }),
    line: (text) => tell('line', { text }),
    fact: tell,
    end: () => undefined,
  };
}
