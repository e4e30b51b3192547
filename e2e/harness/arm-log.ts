import { type ActivityRecord, type Endpoints } from '@aro-rp/local-azure';

/** What local ARM has recorded; each record was durable before the request was worked. */
export async function armLog({ admin }: Endpoints, after = 0): Promise<ActivityRecord[]> {
  const answer = await fetch(`${admin}/requests?service=arm&after=${after}`);
  return ((await answer.json()) as { value: ActivityRecord[] }).value;
}

/** How often each resource came into being, by its lower-cased id; only ids that contain `part`. */
export function creations(log: readonly ActivityRecord[], part: string): Record<string, number> {
  const made = log.filter(({ effect, resourceId }) => effect === 'created' && resourceId?.toLowerCase().includes(part));
  return Object.fromEntries(
    [...Map.groupBy(made, ({ resourceId }) => resourceId?.toLowerCase() ?? '')].map(([id, all]) => [id, all.length]),
  );
}

/** How many sets of names these resources of one cluster have been made by; each is chosen once in its life. */
export function namesChosen(ids: readonly string[]): { infraIds: number; storageSuffixes: number } {
  const all = (pattern: RegExp) => new Set(ids.flatMap((id) => pattern.exec(id)?.[1] ?? [])).size;
  return {
    infraIds: all(/\/loadbalancers\/(.+?)(?:-internal)?$/),
    storageSuffixes: all(/\/storageaccounts\/(?:cluster|imageregistry)([a-z0-9]+)$/),
  };
}
