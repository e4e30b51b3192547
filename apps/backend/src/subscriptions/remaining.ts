/** The clusters of a subscription that are not gone yet, as one pass over their list has found them. */
export interface Remaining {
  /** How many, by what is the matter with them. */
  states: Record<string, number>;
  /** The ids of some. */
  some: string[];
}

/** So many names tell where to look. */
const named = 10;

export const none: Remaining = { states: {}, some: [] };

export const withOne = ({ states, some }: Remaining, state: string, id: string): Remaining => ({
  states: { ...states, [state]: (states[state] ?? 0) + 1 },
  some: some.length < named ? [...some, id] : some,
});

export const countOf = ({ states }: Remaining): number => Object.values(states).reduce((sum, one) => sum + one, 0);

/** `12 clusters: 10 Deleting, 2 Creating` */
export function textOf(remaining: Remaining): string {
  const count = countOf(remaining);
  const states = Object.entries(remaining.states).map(([state, many]) => `${many} ${state}`);
  return `${count} ${count === 1 ? 'cluster' : 'clusters'}: ${states.join(', ')}`;
}
