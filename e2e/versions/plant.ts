import { type Planted } from './planted.ts';

/** A file's text with what is planted in it. @throws Error that names the texts that do not stand once, and the file */
export function plant(text: string, file: string, changes: readonly Planted[]): string {
  const faults: string[] = [];
  for (const { search, replacement } of changes.filter((one) => one.file === file)) {
    const [head, tail, ...more] = text.split(search);
    if (tail === undefined || more.length > 0) faults.push(JSON.stringify(search));
    else text = head + replacement + tail;
  }
  if (faults.length > 0) throw new Error(`${faults.join(', ')} must stand once in ${file}`);
  return text;
}
