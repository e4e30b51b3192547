/** A file of an Ignition configuration (CoreOS, "Ignition configuration specification v3.2.0"). */
export interface IgnitionFile {
  overwrite: true;
  path: string;
  user: { name: 'root' };
  contents: { source: string };
  /** In decimals: 420 is 0644. */
  mode: number;
}

export const dataUrl = (text: string): string =>
  `data:text/plain;charset=utf-8;base64,${Buffer.from(text).toString('base64')}`;

export const ignitionFile = (path: string, mode: number, text: string): IgnitionFile => ({
  overwrite: true,
  path,
  user: { name: 'root' },
  contents: { source: dataUrl(text) },
  mode,
});
