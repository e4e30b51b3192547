/** What the backend's log has told of clusters, by their resource id. */
export interface Watch {
  /** Takes every line that a service logs; ignores those that say nothing of steps and plans. */
  line(service: string, text: string): void;
  /** When the backend began the cluster's first step, by the line's own time: milliseconds since 1970. */
  begun(resourceId: string): Promise<number>;
  /** Resolves when the cluster's plan has ended. Rejects unless it ended as `Succeeded`. */
  ended(resourceId: string): Promise<void>;
}

interface BackendLine {
  event?: string;
  resourceId?: string;
  timestamp?: string;
  outcome?: string;
}

export function createWatch(): Watch {
  const clusters = new Map<string, { begun: PromiseWithResolvers<number>; ended: PromiseWithResolvers<void> }>();
  const of = (resourceId: string) => {
    const known = clusters.get(resourceId);
    if (known) return known;
    const made = { begun: Promise.withResolvers<number>(), ended: Promise.withResolvers<void>() };
    // Nobody may be waiting yet.
    made.ended.promise.catch(() => undefined);
    clusters.set(resourceId, made);
    return made;
  };
  return {
    line(service, text) {
      if (service !== 'backend') return;
      const { event, resourceId, timestamp, outcome } = parse(text);
      if (resourceId === undefined) return;
      if (event === 'step-started') of(resourceId).begun.resolve(Date.parse(timestamp ?? ''));
      if (event !== 'plan-ended') return;
      if (outcome === 'Succeeded') of(resourceId).ended.resolve();
      else of(resourceId).ended.reject(new Error(`${resourceId} has ended as ${outcome}`));
    },
    begun: (resourceId) => of(resourceId).begun.promise,
    ended: (resourceId) => of(resourceId).ended.promise,
  };
}

function parse(text: string): BackendLine {
  try {
    return JSON.parse(text) as BackendLine;
  } catch {
    return {};
  }
}
