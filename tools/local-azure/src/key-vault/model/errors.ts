/** A refusal in Key Vault's words: `{error: {code, message, innererror?: {code}}}`. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly inner?: string,
  ) {
    super(message);
  }

  body(): Record<string, unknown> {
    const { code, message, inner } = this;
    return { error: { code, message, ...(inner === undefined ? {} : { innererror: { code: inner } }) } };
  }
}

export const serviceUnavailable = (message: string) => new VaultError(503, 'ServiceUnavailable', message);

export const badParameter = (message: string) => new VaultError(400, 'BadParameter', message);
