import { type ApiVersion } from './api-version.ts';
import { v20191231 } from './v2019-12-31-preview/version.ts';
import { v20200430 } from './v2020-04-30/version.ts';
import { v20210901 } from './v2021-09-01-preview/version.ts';
import { v20220401 } from './v2022-04-01/version.ts';
import { v20220904 } from './v2022-09-04/version.ts';
import { v20230401 } from './v2023-04-01/version.ts';
import { v20230701 } from './v2023-07-01-preview/version.ts';
import { v20230904 } from './v2023-09-04/version.ts';
import { v20231122 } from './v2023-11-22/version.ts';
import { v20240812 } from './v2024-08-12-preview/version.ts';
import { v20250725 } from './v2025-07-25/version.ts';

const served: readonly ApiVersion[] = [
  v20191231,
  v20200430,
  v20210901,
  v20220401,
  v20220904,
  v20230401,
  v20230701,
  v20230904,
  v20231122,
  v20240812,
  v20250725,
];

/** Every API version that ARM can ask for, oldest first, by the value of `api-version`. */
export const versions: ReadonlyMap<string, ApiVersion> = new Map(served.map((version) => [version.version, version]));
