import { createHash } from 'node:crypto';
import { type Attempt } from './attempt.ts';
import { audiences, registryName, type Who, type World } from './world.ts';

const digestOf = (text: string) => `sha256:${createHash('sha256').update(text).digest('hex')}`;
const config = '{}';
const imageType = 'application/vnd.oci.image.manifest.v1+json';
const configType = 'application/vnd.oci.image.config.v1+json';
const manifest = JSON.stringify({
  ...{ schemaVersion: 2, mediaType: imageType, layers: [] },
  config: { mediaType: configType, digest: digestOf(config), size: config.length },
});

/** Images, by the registry's own protocol: a token of Entra ID is exchanged for one of the registry's. */
export function registryAttempts({ under, principal }: World): Attempt[] {
  const send = async (path: string, init: RequestInit): Promise<Response> =>
    fetch(`https://${under.azure.registry.loginServerOf(registryName)}${path}`, init);
  const post = async (path: string, form: Record<string, string>) => {
    const response = await send(path, { method: 'POST', body: new URLSearchParams(form) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Record<string, string>;
  };
  const signIn = async (who: Who, actions: string) => {
    const token = await under.tokenOf(principal(who), audiences.registry);
    const { refresh_token: refresh = '' } = await post('/oauth2/exchange', {
      ...{ grant_type: 'access_token', service: registryName, access_token: token },
    });
    const { access_token: access = '' } = await post('/oauth2/token', {
      ...{ grant_type: 'refresh_token', service: registryName, refresh_token: refresh },
      scope: `repository:images:${actions}`,
    });
    return `Bearer ${access}`;
  };
  const isDone = async (response: Response): Promise<boolean> => {
    if (![200, 201, 401, 404].includes(response.status))
      throw new Error(`${response.url}: ${response.status} ${await response.text()}`);
    return response.status !== 401;
  };
  return [
    {
      what: `push to ${registryName}`,
      async by(who) {
        const authorization = await signIn(who, 'pull,push');
        const upload = `/v2/images/blobs/uploads/?digest=${digestOf(config)}`;
        const isUploaded = await isDone(
          await send(upload, { method: 'POST', body: config, headers: { authorization } }),
        );
        const headers = { authorization, 'content-type': imageType };
        const isPut = await isDone(await send('/v2/images/manifests/one', { method: 'PUT', body: manifest, headers }));
        return isUploaded && isPut;
      },
    },
    {
      what: `pull from ${registryName}`,
      by: async (who) =>
        isDone(await send('/v2/images/manifests/one', { headers: { authorization: await signIn(who, 'pull') } })),
    },
  ];
}
