import { asObject, type Json } from '../../../arm/model/json.ts';
import { textAt } from '../../kubernetes/object.ts';
import { type Answer, type HttpsCall } from '../../network/https-call.ts';
import { mirrorsOf } from '../assets.ts';
import { type ProbedCondition } from './condition.ts';

const manifestTypes = [
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
].join(', ');

/** The release image can be pulled with the pull secret, from the mirror when its repository has one. */
export const releaseImagePulls: ProbedCondition = async ({ assets }, { call }) => {
  const secret = assets.files.get('/root/.docker/config.json');
  if (secret === undefined) return 'release-image: there is no pull secret';
  const mirrors = mirrorsOf(assets.manifests, assets.releaseImage);
  let fault: string | undefined;
  for (const image of mirrors.length > 0 ? mirrors : [assets.releaseImage]) {
    fault = await pull(call, image, secret);
    if (fault === undefined) return undefined;
  }
  return `release-image: ${fault ?? 'no image'}`;
};

async function pull(call: HttpsCall, image: string, secret: string): Promise<string | undefined> {
  const match = /^([^/]+)\/(.+)@(sha256:[0-9a-f]{64})$/.exec(image);
  if (!match) return `${image} is no pull spec by digest`;
  const [, host = '', repository = '', digest = ''] = match;
  const basic = basicOf(secret, host);
  if (basic === undefined) return `the pull secret has nothing for ${host}`;
  const url = `https://${host}/v2/${repository}/manifests/${digest}`;
  const head = (authorization?: string) =>
    call(url, {
      method: 'HEAD',
      headers: { accept: manifestTypes, ...(authorization === undefined ? {} : { authorization }) },
    });
  try {
    const first = await head();
    const answer = first.status === 401 ? await head(await authorizationFor(call, first, basic)) : first;
    return answer.status === 200 ? undefined : `${host} answers ${answer.status} for ${repository}@${digest}`;
  } catch (error) {
    return `${host}: ${(error as Error).message}`;
  }
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
