/**
 * Waits for `promise` at most `seconds`, and no longer than `signal` allows. A rejection that nobody awaits yet is kept
 * for whoever does.
 * @throws Error naming `what`; the signal's reason
 */
export function within<T>(
  promise: Promise<T>,
  what: string,
  limits: { seconds: number; signal: AbortSignal },
): Promise<T> {
  const { seconds, signal } = limits;
  const over = Promise.withResolvers<never>();
  const timer = setTimeout(() => over.reject(new Error(`${what} has not come within ${seconds} s`)), seconds * 1_000);
  const stop = () => over.reject(signal.reason as Error);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const first = Promise.race([promise, over.promise]).finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  });
  first.catch(() => undefined);
  return first;
}
