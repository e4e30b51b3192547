/**
 * Something that a service cannot start without is not available, and may be later: `runService` starts it again then,
 * and says what it waits for at `/healthz/ready`.
 */
export class NotYet extends Error {
  override readonly name = 'NotYet';
}

/** What the SDKs throw when a service of Azure, or the sign-in for it, cannot be reached or has a fault of its own. */
const ofAzure = new Set([
  'RestError',
  'AbortError',
  'TimeoutError',
  'AuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

/** Whether it may be otherwise later; a refusal stays until somebody changes something. */
export function mayPass(error: unknown): boolean {
  const { name, statusCode } = error as { name?: string; statusCode?: number };
  if (!ofAzure.has(name ?? '')) return false;
  return statusCode === undefined || statusCode === 408 || statusCode === 429 || statusCode >= 500;
}
