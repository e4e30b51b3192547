import { isAzureError } from '@aro-rp/azure';

/**
 * Does the work for each, so many at a time, until all are done, `isLate` says that the rest has to wait, or Azure refuses
 * one or cannot take more now. @throws what the first of them threw, once all that were begun have ended
 */
export async function atOnce<T>(
  lanes: number,
  items: readonly T[],
  isLate: () => boolean,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  const errors: unknown[] = [];
  const mayGoOn = () => !isLate() && errors.every((error) => isAzureError(error, 'forbidden', 'not-yet'));
  const lane = async () => {
    while (left.length > 0 && mayGoOn())
      await work(left.shift() as T).catch((error: unknown) => void errors.push(error));
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  if (errors.length > 0) throw errors[0];
}
