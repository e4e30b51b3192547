import { toDeployError } from './faults.ts';

/** Runs a call of an SDK. @param what was asked, for the message @throws DeployError */
export async function asking<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw toDeployError(error, what);
  }
}
