const block = 512;

/** A tape archive (POSIX ustar) of small files, the same for the same files. Names have 100 characters at most. */
export function tar(files: Record<string, string | Uint8Array>): Buffer {
  const entries = Object.entries(files).flatMap(([name, content]) => {
    const body = Buffer.from(content);
    return [headerOf(name, body.length), body, Buffer.alloc(-body.length & (block - 1))];
  });
  return Buffer.concat([...entries, Buffer.alloc(2 * block)]);
}

function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(block);
  const octal = (value: number, digits: number) => `${value.toString(8).padStart(digits, '0')}\0`;
  header.write(name, 0, 100);
  header.write(octal(0o644, 7), 100);
  header.write(octal(0, 7), 108);
  header.write(octal(0, 7), 116);
  header.write(octal(size, 11), 124);
  header.write(octal(0, 11), 136);
  // The checksum counts itself as blanks.
  header.write('        ', 148);
  header.write('0', 156);
  header.write('ustar\x0000', 257);
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, '0')}\0 `,
    148,
  );
  return header;
}
