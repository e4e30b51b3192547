import { type Request, type Response, Router } from 'express';
import { type Json } from '../model/json.ts';
import { refusals } from '../model/errors.ts';

/** What clients may ask without a token. */
export interface MetadataOptions {
  origin: string;
  /** The root of Entra ID. */
  authority: string;
  clientCertificates(): Json;
}

/** `GET /metadata/endpoints` in the shape of 2015-01-01 and in that of 2019-05-01 and later, and `/metadata/authentication`. */
export function metadataRouter({ origin, authority, clientCertificates }: MetadataOptions): Router {
  const router = Router({ caseSensitive: false });
  const answer = (document: (version: string) => Json) => (request: Request, response: Response) => {
    const version = new URL(request.url, origin).searchParams.get('api-version') ?? '';
    const refusal = version === '' ? refusals.missingApiVersion() : undefined;
    if (refusal) response.status(refusal.status).json({ error: refusal.toBody() });
    else response.json(document(version));
  };
  const root = `${origin}/`;
  // Microsoft Graph has the origin of Entra ID here.
  const graph = `${authority}/`;
  // az asks a public host about every authority that it does not know, but for those of ADFS.
  const authentication = {
    loginEndpoint: `${authority}/adfs`,
    audiences: [root],
    tenant: 'common',
    identityProvider: 'AAD',
  };
  const old = { galleryEndpoint: root, graphEndpoint: graph, portalEndpoint: root, authentication };
  const cloud = {
    name: 'LocalAzure',
    portal: root,
    authentication,
    media: root,
    graphAudience: graph,
    graph,
    microsoftGraphResourceId: graph,
    resourceManager: root,
    gallery: root,
    batch: root,
    suffixes: {},
  };
  router.get('/metadata/authentication', answer(clientCertificates));
  router.get(
    '/metadata/endpoints',
    answer((version) => (version < '2019' ? old : cloud)),
  );
  return router;
}
