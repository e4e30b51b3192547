/**
 * Why a run did not do what was asked.
 * - `bad-input`: a file or an argument is not what it should be; nothing was begun.
 * - `no-release`: the graph has no such release, or it may not be mirrored.
 * - `unreachable`: the graph did not answer, or not with success.
 * - `malformed`: what was read is not what its format says.
 * - `not-copied`: some images are not at the target.
 * - `incomplete`: verification found something missing or different.
 * - `lost`: another mirror works on the release now.
 */
export type MirrorErrorKind =
  'bad-input' | 'no-release' | 'unreachable' | 'malformed' | 'not-copied' | 'incomplete' | 'lost';

/** What the mirror throws on purpose, beside errors of the libs; the message says what was wrong and where. */
export class MirrorError extends Error {
  override readonly name = 'MirrorError';
  constructor(
    readonly kind: MirrorErrorKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
