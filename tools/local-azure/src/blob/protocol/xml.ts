import { refusals } from '../model/errors.ts';
import { type WantedBlock } from '../model/blobs.ts';

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** @param kind of `content`: text is escaped */
export const element = (name: string, content: string, kind: 'text' | 'xml' = 'xml'): string =>
  `<${name}>${kind === 'text' ? escapeXml(content) : content}</${name}>`;

export const xmlDocument = (root: string): string => `<?xml version="1.0" encoding="utf-8"?>${root}`;

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescapeXml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_all, name: string) => entities[name] ?? '');

/** What is inside the root element. @throws BlobError `InvalidXmlDocument` */
function inside(document: string, root: string): string {
  const match = new RegExp(`^\\s*(?:<\\?xml[^>]*\\?>)?\\s*<${root}(?:\\s[^>]*)?>(.*)</${root}>\\s*$`, 's').exec(
    document.replace(/^\uFEFF/, ''),
  );
  if (match) return match[1] ?? '';
  if (new RegExp(`<${root}\\s*/>\\s*$`).test(document)) return '';
  throw refusals.xml();
}

/** The elements directly in the root, in their order; they have text only. @throws BlobError `InvalidXmlDocument` */
function children(document: string, root: string): { name: string; text: string }[] {
  const pattern = /\s*<(\w+)>([^<]*)<\/\1>\s*/gy;
  const body = inside(document, root);
  const found = [...body.matchAll(pattern)];
  if (found.reduce((sum, { 0: all }) => sum + all.length, 0) !== body.length && body.trim() !== '')
    throw refusals.xml();
  return found.map(([, name = '', text = '']) => ({ name, text: unescapeXml(text).trim() }));
}

/** The body of Put Block List. */
export const readBlockList = (document: string): WantedBlock[] =>
  children(document, 'BlockList').map(({ name, text }) => {
    if (name !== 'Committed' && name !== 'Uncommitted' && name !== 'Latest') throw refusals.xml();
    return { id: text, from: name };
  });

/** The body of Get User Delegation Key. */
export function readKeyInfo(document: string): { start?: string; expiry?: string; other: string[] } {
  const found = children(document, 'KeyInfo');
  const text = (name: string) => found.find((one) => one.name === name)?.text;
  const [start, expiry] = [text('Start'), text('Expiry')];
  return {
    ...(start === undefined ? {} : { start }),
    ...(expiry === undefined ? {} : { expiry }),
    other: found.map(({ name }) => name).filter((name) => name !== 'Start' && name !== 'Expiry'),
  };
}
