import { type Instance } from '../azure/region.ts';
import { type Progress } from './progress.ts';

/** Lines of text, for logs: each is written once and stays. */
export function plainLines(write: (text: string) => void): Progress {
  const seen = new Map<string, string>();
  let waited = '';
  const line = (text: string) => write(`${text}\n`);
  return {
    step: (name, detail) => line(detail === undefined ? name : `${name}: ${detail}`),
    instance(scaleSet, instance) {
      const text = instanceText(instance);
      if (seen.get(instance.id) === text) return;
      seen.set(instance.id, text);
      line(`  ${scaleSet}: ${instance.name} ${text}`);
    },
    operation: (_, { type, name, state }) => line(`  ${state.toLowerCase()} ${type} ${name}`),
    waiting(detail) {
      if (detail !== waited) line(`  ${detail}`);
      waited = detail;
    },
    line,
    fact: () => undefined,
    end: () => undefined,
  };
}

export const instanceText = ({ provisioningState, health }: Instance): string =>
  `${provisioningState.toLowerCase()}, ${health}`;
