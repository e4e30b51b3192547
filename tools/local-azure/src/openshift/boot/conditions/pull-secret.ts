import { type Json } from '../../../arm/model/json.ts';
import { listAt, textAt } from '../../kubernetes/object.ts';
import { type Assets, mirrorsOf } from '../assets.ts';
import { createPuller } from '../registry.ts';
import { type ProbedCondition } from './condition.ts';

const noSecret = 'release-image: there is no pull secret';
const secretOf = ({ files }: Assets): string | undefined => files.get('/root/.docker/config.json');

/** The release image can be pulled with the pull secret, from the mirror when its repository has one. */
export const releaseImagePulls: ProbedCondition = async ({ assets }, { call }) => {
  const secret = secretOf(assets);
  if (secret === undefined) return noSecret;
  const puller = createPuller(call, secret);
  return faultOf('release-image', () => firstGood(placesOfRelease(assets), (image) => puller.manifest(image)));
};

/**
 * So can the first component that the release names: those are published in another repository, which has to be mirrored
 * too. Nothing is fetched from where they were published.
 */
export const componentPulls: ProbedCondition = async ({ assets }, { call }) => {
  const secret = secretOf(assets);
  if (secret === undefined) return noSecret;
  const puller = createPuller(call, secret);
  return faultOf('bootkube', async () => {
    const path = 'release-manifests/image-references';
    const text = await firstGood(placesOfRelease(assets), (image) => puller.file(image, path));
    if (text === undefined) throw new Error(`the release image has no ${path}`);
    const component = textAt(listAt(JSON.parse(text) as Json, 'spec', 'tags')[0], 'from', 'name');
    const mirrors = mirrorsOf(assets.manifests, component);
    if (mirrors.length === 0) throw new Error(`${component || 'a component without a name'} has no mirror`);
    await firstGood(mirrors, (image) => puller.manifest(image));
  });
};

function placesOfRelease({ manifests, releaseImage }: Assets): string[] {
  const mirrors = mirrorsOf(manifests, releaseImage);
  return mirrors.length > 0 ? mirrors : [releaseImage];
}

/** @throws what the last of `images` fails with */
async function firstGood<T>(images: string[], pull: (image: string) => Promise<T>): Promise<T> {
  let failure: unknown = new Error('no image');
  for (const image of images)
    try {
      return await pull(image);
    } catch (error) {
      failure = error;
    }
  throw failure;
}

async function faultOf(program: string, work: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return `${program}: ${(error as Error).message}`;
  }
}
