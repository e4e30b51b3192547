interface Running {
  work: Promise<void>;
  callers: number;
  stop: AbortController;
}

/**
 * Runs `work` once for all callers of a key that come while it runs. A caller whose signal aborts leaves with its
 * reason at once; the work is aborted when all have left.
 */
export function createShared<T>(work: (key: string, argument: T, signal: AbortSignal) => Promise<void>) {
  const running = new Map<string, Running>();

  function begin(key: string, argument: T): Running {
    const stop = new AbortController();
    const begun = { stop, callers: 0, work: work(key, argument, stop.signal).finally(() => running.delete(key)) };
    begun.work.catch(() => undefined);
    running.set(key, begun);
    return begun;
  }

  return async (key: string, argument: T, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    let current = running.get(key);
    while (current?.stop.signal.aborted) {
      await orAborted(
        current.work.catch(() => undefined),
        signal,
      );
      current = running.get(key);
    }
    current ??= begin(key, argument);
    current.callers += 1;
    try {
      await orAborted(current.work, signal);
    } finally {
      current.callers -= 1;
      if (current.callers === 0) current.stop.abort();
    }
  };
}

function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
