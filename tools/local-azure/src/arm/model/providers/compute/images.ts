import { asObject, isText, type Json } from '../../json.ts';

export type Generation = 'V1' | 'V2';

/** As `storageProfile.imageReference` names it. */
export interface ImageReference {
  publisher: string;
  offer: string;
  sku: string;
  version: string;
}

/** The versions of one SKU of the marketplace; there in every region. */
export interface MarketplaceImage {
  publisher: string;
  offer: string;
  sku: string;
  /** Oldest first. */
  versions: readonly string[];
  generation: Generation;
  diskSizeGB: number;
  /** What a machine's `plan` must be; absent on images that are not sold. */
  plan?: { publisher: string; product: string; name: string };
}

/** One SKU per hyper-V generation, as the publisher has them. */
const aro4 = (minor: string, versions: readonly string[]): MarketplaceImage[] =>
  (['V1', 'V2'] as const).map((generation) => ({
    publisher: 'azureopenshift',
    offer: 'aro4',
    sku: generation === 'V1' ? `aro_${minor}` : `aro_${minor}-v2`,
    versions,
    generation,
    diskSizeGB: 16,
  }));

const paid = (sku: string, generation: Generation): MarketplaceImage => ({
  publisher: 'redhat',
  offer: 'rh-ocp-worker',
  sku,
  versions: ['413.92.2023101700', '4.18.2025031114'],
  generation,
  diskSizeGB: 16,
  plan: { publisher: 'redhat', product: 'rh-ocp-worker', name: sku },
});

export const images: readonly MarketplaceImage[] = [
  {
    ...{ publisher: 'Canonical', offer: 'ubuntu-24_04-lts', sku: 'server' },
    ...{ versions: ['24.04.202409120', '24.04.202609180'], generation: 'V2', diskSizeGB: 30 },
  },
  ...aro4('416', ['416.94.20240701', '416.94.20250311']),
  ...aro4('417', ['417.94.20240701', '417.94.20250311']),
  ...aro4('418', ['418.94.20250122', '418.94.20250910']),
  ...aro4('419', ['419.6.20250523']),
  ...aro4('420', ['420.6.20251015']),
  paid('rh-ocp-worker', 'V2'),
  paid('rh-ocp-worker-gen1', 'V1'),
];

const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** A version, or `latest`; names are compared ignoring case. @returns undefined when there is no such image */
export function findImage(
  reference: ImageReference,
): { image: MarketplaceImage; /** The one that `latest` stands for. */ exactVersion: string } | undefined {
  const image = images.find(
    ({ publisher, offer, sku }) =>
      same(publisher, reference.publisher) && same(offer, reference.offer) && same(sku, reference.sku),
  );
  const exactVersion = same(reference.version, 'latest')
    ? image?.versions.at(-1)
    : image?.versions.find((version) => version === reference.version);
  return image && exactVersion !== undefined ? { image, exactVersion } : undefined;
}

/** @returns undefined unless all four parts are there */
export function readImageReference(value: unknown): ImageReference | undefined {
  const { publisher, offer, sku, version }: Json = asObject(value);
  return isText(publisher) && isText(offer) && isText(sku) && isText(version)
    ? { publisher, offer, sku, version }
    : undefined;
}

/** The hyper-V generation of a marketplace image in a region; undefined when there is no such image. */
export const imageGeneration = (_location: string, reference: ImageReference): Generation | undefined =>
  findImage(reference)?.image.generation;
