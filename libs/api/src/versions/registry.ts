import { type ApiVersion } from './api-version.ts';
import { v20220401 } from './v2022-04-01/version.ts';

/** Every API version that is served, oldest first, by the value of `api-version`. */
export const versions: ReadonlyMap<string, ApiVersion> = new Map(
  [v20220401].map((version) => [version.version, version]),
);
