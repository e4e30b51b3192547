import { parseDuration } from '@aro-rp/time';
import { checkTimes, type ProtocolTimes, protocolTimes } from './protocol-times.ts';

/**
 * Reads `lease=3s,renewEvery=1s`: the defaults with these replaced, checked as {@link checkTimes} does.
 * @throws Error that names every fault: unknown names, what is no duration, inequalities that do not hold
 */
export function readProtocolTimes(text: string): ProtocolTimes {
  const times: ProtocolTimes = { ...protocolTimes };
  const faults: string[] = [];
  for (const part of text.split(',').filter((one) => one.trim() !== '')) {
    const [name = '', value = ''] = part.split('=').map((one) => one.trim());
    const duration = parseDuration(value);
    if (!Object.hasOwn(protocolTimes, name)) faults.push(`${name} is no time of the protocol`);
    else if (duration === undefined) faults.push(`${name}=${value} is no duration such as 250ms, 10s, 5m`);
    else times[name as keyof ProtocolTimes] = duration;
  }
  const all = [...faults, ...checkTimes(times)];
  if (all.length > 0) throw new Error(`PROTOCOL_TIMES cannot be used: ${all.join('; ')}`);
  return times;
}
