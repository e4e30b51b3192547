/** A host and a port, as the target of CONNECT names them. */
export interface Authority {
  /** In lower case; IPv6 without its brackets. */
  host: string;
  port: number;
}

const authority = /^(?:\[(?<six>[0-9a-f:.]+)\]|(?<host>[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_])?\.?)):(?<port>\d{1,5})$/i;

/** RFC 9112 3.2.3, "authority-form". @returns undefined when it is none, or its port is not one */
export function parseAuthority(text: string): Authority | undefined {
  const { six, host = six, port } = authority.exec(text)?.groups ?? {};
  const number = Number(port);
  if (host === undefined || !(number >= 1 && number <= 65_535)) return undefined;
  return { host: host.toLowerCase(), port: number };
}
