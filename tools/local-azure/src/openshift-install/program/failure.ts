/** What the program says last: one sentence, the outermost cause first. */
export class Failure extends Error {
  override readonly name = 'Failure';
}

/** In every failure that has to do with the install-config; decides the exit code. */
export const installConfigFailure = 'failed to create install config';

/** Runs `work`; what it throws is told as the cause of `what`. */
export async function wrap<T>(what: string, work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Failure(`${what}: ${error instanceof Failure ? error.message : String(error)}`, { cause: error });
  }
}
