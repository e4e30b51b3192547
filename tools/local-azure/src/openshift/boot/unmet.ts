/** Why a machine does not come up: what its serial console says. */
export class Unmet extends Error {
  override readonly name = 'Unmet';
}

/** @returns undefined when `check` does not throw an {@link Unmet} */
export function unmetBy(check: () => void): string | undefined {
  try {
    check();
    return undefined;
  } catch (error) {
    if (error instanceof Unmet) return error.message;
    throw error;
  }
}
