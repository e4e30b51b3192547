const block = 512;

/** The text of a regular file in a tape archive (POSIX ustar); undefined when there is none of this name. */
export function fileInArchive(archive: Buffer, path: string): string | undefined {
  for (let offset = 0; offset + block <= archive.length;) {
    const text = (from: number, length: number) =>
      archive.toString('utf8', offset + from, offset + from + length).replace(/\0.*$/s, '');
    const size = parseInt(text(124, 12), 8) || 0;
    const name = [text(345, 155), text(0, 100)].filter((part) => part !== '').join('/');
    const start = offset + block;
    if (name.replace(/^\.?\//, '') === path) return archive.toString('utf8', start, start + size);
    offset = start + Math.ceil(size / block) * block;
  }
  return undefined;
}
