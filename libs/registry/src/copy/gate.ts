/** Lets at most `places` pieces of work run at the same time; the others wait in line. */
export type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export function createGate(places: number): Gate {
  let free = places;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}

/** All of it, one beside the other. Ends when the last has ended. @throws what the first that failed threw; `stop` is told */
export async function allOf(work: readonly Promise<unknown>[], stop: (error: unknown) => void): Promise<void> {
  let failed: { error: unknown } | undefined;
  await Promise.all(
    work.map((one) =>
      one.catch((error: unknown) => {
        failed ??= { error };
        stop(error);
      }),
    ),
  );
  if (failed) throw failed.error;
}
