import { gunzipSync } from 'node:zlib';
import { asObject, type Json } from '../../arm/model/json.ts';
import { listAt, textAt } from '../kubernetes/object.ts';
import { type Answer, type HttpsCall } from '../network/https-call.ts';
import { fileInArchive } from './archive.ts';

const manifestTypes = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
].join(', ');

/** Images by digest, with the credentials of a pull secret. Every method throws Error with what the console says. */
export interface Puller {
  /** @param image `HOST/REPOSITORY@sha256:…` */
  manifest(image: string): Promise<Json>;
  /** The text of a file of an image, of the last layer that has it; undefined when none has. */
  file(image: string, path: string): Promise<string | undefined>;
}

/** @param secret the text of a `config.json` of Docker's */
export function createPuller(call: HttpsCall, secret: string): Puller {
  const get = async (image: string, what: 'manifests' | 'blobs', digest: string): Promise<Answer> => {
    const { host, repository } = partsOf(image);
    const basic = basicOf(secret, host);
    if (basic === undefined) throw new Error(`the pull secret has nothing for ${host}`);
    const send = (authorization?: string) =>
      call(`https://${host}/v2/${repository}/${what}/${digest}`, {
        headers: { accept: manifestTypes, ...(authorization === undefined ? {} : { authorization }) },
      });
    try {
      const first = await send();
      const answer = first.status === 401 ? await send(await authorizationFor(call, first, basic)) : first;
      if (answer.status === 200) return answer;
      throw new Error(`answers ${answer.status} for ${repository}@${digest}`);
    } catch (cause) {
      throw new Error(`${host}: ${(cause as Error).message}`, { cause });
    }
  };
  const manifest = async (image: string): Promise<Json> =>
    JSON.parse((await get(image, 'manifests', partsOf(image).digest)).text) as Json;

  return {
    manifest,
    async file(image, path) {
      const top = await manifest(image);
      const one = listAt(top, 'manifests').find((entry) => textAt(entry, 'platform', 'architecture') === 'amd64');
      const { layers } = one === undefined ? top : await manifest(image.replace(/@.*/, `@${textAt(one, 'digest')}`));
      for (const layer of listAt(layers).reverse()) {
        const { bytes } = await get(image, 'blobs', textAt(layer, 'digest'));
        const found = fileInArchive(gunzipSync(bytes), path);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

function partsOf(image: string): { host: string; repository: string; digest: string } {
  const match = /^([^/]+)\/(.+)@(sha256:[0-9a-f]{64})$/.exec(image);
  if (!match) throw new Error(`${image} is no pull spec by digest`);
  const [, host = '', repository = '', digest = ''] = match;
  return { host, repository, digest };
}

/** `user:password` in base64. */
function basicOf(secret: string, host: string): string | undefined {
  try {
    const auths = asObject((JSON.parse(secret) as Json)['auths']);
    const auth = textAt(auths[host], 'auth');
    return auth === '' ? undefined : auth;
  } catch {
    return undefined;
  }
}

/** The answer to a challenge (OCI distribution, "token authentication"). @throws Error when the registry refuses */
async function authorizationFor(call: HttpsCall, { headers }: Answer, basic: string): Promise<string> {
  const challenge = String(headers['www-authenticate'] ?? '');
  if (!/^bearer /i.test(challenge)) return `Basic ${basic}`;
  const parameter = (name: string) => new RegExp(`${name}="([^"]*)"`, 'i').exec(challenge)?.[1] ?? '';
  const url = new URL(parameter('realm'));
  for (const name of ['service', 'scope']) url.searchParams.set(name, parameter(name));
  const answer = await call(url.href, { headers: { authorization: `Basic ${basic}` } });
  if (answer.status !== 200) throw new Error(`unauthorized (${answer.status})`);
  const body = JSON.parse(answer.text) as Json;
  return `Bearer ${String(body['access_token'] ?? body['token'])}`;
}
