import { parse, stringify } from 'yaml';

interface File {
  path: string;
  contents: { source: string };
}

type Json = Record<string, unknown>;

/** The text of a `bootstrap.ign`, file by file. */
export function alterIgnition(text: string) {
  const config = JSON.parse(text) as { ignition: Json; storage: { files: File[] } };
  const { files } = config.storage;
  const find = (end: string): File => {
    const found = files.filter(({ path }) => path.endsWith(end));
    if (!found[0] || found.length > 1) throw new Error(`${found.length} files end with ${end}`);
    return found[0];
  };
  const read = (end: string) => Buffer.from(find(end).contents.source.split(',')[1] ?? '', 'base64').toString('utf8');
  const write = (end: string, content: string) => {
    find(end).contents.source = `data:text/plain;charset=utf-8;base64,${Buffer.from(content).toString('base64')}`;
  };
  return {
    config,
    read,
    write,
    /** A file more; its path begins with a slash. */
    add: (path: string, content: string) => {
      files.push({ path, contents: { source: '' } });
      write(path, content);
    },
    remove: (end: string) => void files.splice(files.indexOf(find(end)), 1),
    /** Changes the one object of a manifest. */
    manifest(end: string, change: (object: Json) => void) {
      const object = parse(read(end)) as Json;
      change(object);
      write(end, stringify(object));
    },
    text: () => JSON.stringify(config),
  };
}

export type AlteredIgnition = ReturnType<typeof alterIgnition>;
