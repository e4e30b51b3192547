const shownApart = new Set(['timestamp', 'level', 'message', 'service', 'version', 'err', 'step', 'duration']);

/** One line for a terminal: time, level, service, message, step and duration, then the other fields, then the error. */
export function forPeople(line: Record<string, unknown>): string {
  const time = String(line['timestamp'] ?? '').slice(11, 23);
  const level = String(line['level']).toUpperCase().padEnd(5);
  const step = line['step'] === undefined ? '' : ` [${String(line['step'])}]`;
  const duration = typeof line['duration'] === 'number' ? ` (${Math.round(line['duration'])} ms)` : '';
  const rest = Object.entries(line)
    .filter(([name, value]) => !shownApart.has(name) && value !== undefined)
    .map(([name, value]) => ` ${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join('');
  return `${time} ${level} ${String(line['service'])}${step} ${String(line['message'])}${duration}${rest}${error(line['err'])}`;
}

function error(err: unknown): string {
  if (err === undefined) return '';
  if (typeof err !== 'object' || err === null) return ` err=${String(err)}`;
  const { name, message, cause } = err as { name?: unknown; message?: unknown; cause?: unknown };
  return ` err="${String(name)}: ${String(message)}"${cause === undefined ? '' : ` caused by${error(cause)}`}`;
}
