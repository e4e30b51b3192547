import { type Call } from './routes.ts';

/** What a call needs, in the words of Azure's roles ("Microsoft.KeyVault" data actions). */
export interface Right {
  /** Such as `Microsoft.KeyVault/vaults/secrets/getSecret/action`. */
  action: string;
  /** Below the vault's id; empty for the vault. */
  path: string;
}

const secretMethods: Record<string, string> = {
  GET: 'getSecret/action',
  PUT: 'setSecret/action',
  PATCH: 'update/action',
  DELETE: 'delete',
};
const certificateMethods: Record<string, string> = { GET: 'read', PATCH: 'update/action', DELETE: 'delete' };

/** A call that is none of these is refused by the routes; nobody needs a right to be told that. */
export function rightOf({ method, parts }: Pick<Call, 'method' | 'parts'>): Right | undefined {
  const [first = '', name, third] = parts;
  const collection = first.toLowerCase().replace(/^deleted/, '');
  if (collection !== 'secrets' && collection !== 'certificates') return undefined;
  const look = collection === 'secrets' ? 'readMetadata/action' : 'read';
  const verb = /^deleted/i.test(first)
    ? { GET: look, POST: 'recover/action', DELETE: 'purge/action' }[method]
    : name === undefined || third === 'versions'
      ? look
      : collection === 'secrets'
        ? secretMethods[method]
        : method === 'POST'
          ? `${third ?? ''}/action`
          : certificateMethods[method];
  if (verb === undefined) return undefined;
  return {
    action: `Microsoft.KeyVault/vaults/${collection}/${verb}`,
    path: name === undefined ? '' : `/${collection}/${name}`,
  };
}
