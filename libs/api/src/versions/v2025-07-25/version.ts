import { defineVersion } from '../define-version.ts';
import { v20240812 } from '../v2024-08-12-preview/version.ts';

export const v20250725 = defineVersion({
  ...v20240812.definition,
  version: '2025-07-25',
});
