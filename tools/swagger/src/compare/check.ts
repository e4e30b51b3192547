import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareDocuments } from './documents.ts';
import { type Difference } from './difference.ts';
import { type Explanation, explanationsIn, unexplained } from './explained.ts';
import { folder, publishedDocument } from './published.ts';

export interface Check {
  readonly version: string;
  /** All of them. */
  readonly differences: readonly Difference[];
  /** Of which no line says why. */
  readonly unexplained: readonly Difference[];
  /** Lines that explain nothing. */
  readonly idle: readonly Explanation[];
}

export const explanations = (): Explanation[] => explanationsIn(readFileSync(join(folder, 'differences.md'), 'utf8'));

/** Compares the written document of a version with the published one. */
export function checkVersion(version: string): Check {
  const differences = compareDocuments(join(folder, version, 'redhatopenshift.json'), publishedDocument(version));
  const left = unexplained(version, differences, explanations());
  return { version, differences, unexplained: left.differences, idle: left.explanations };
}
