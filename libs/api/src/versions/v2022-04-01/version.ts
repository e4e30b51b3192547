import { defineVersion } from '../define-version.ts';
import { v20200430 } from '../v2020-04-30/version.ts';
import { v20210901 } from '../v2021-09-01-preview/version.ts';

export const v20220401 = defineVersion({
  ...v20210901.definition,
  version: '2022-04-01',
  rules: v20200430.definition.rules,
});
