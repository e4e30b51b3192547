import { type Asset } from '../graph/asset.ts';

/** What the bootstrap machine pulls first: the override, or what is linked into the program. */
export const releaseImageAsset: Asset<{ PullSpec: string }> = {
  name: 'Release Image Pull Spec',
  key: '*releaseimage.Image',
  needs: [],
  generate: (_get, { env, linked }) => ({
    PullSpec: env['OPENSHIFT_INSTALL_RELEASE_IMAGE_OVERRIDE'] || linked.releaseImage,
  }),
};
