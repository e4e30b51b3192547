import { ArmError, refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { type Json } from '../model/json.ts';
import { normalLocation } from '../model/locations.ts';
import { machineApiVersions, skuApiVersions } from '../model/providers/compute/api-versions.ts';
import { images, type MarketplaceImage } from '../model/providers/compute/images.ts';
import { instanceView } from '../model/providers/compute/machine/view.ts';
import { type ComputeOptions, roomFor50Clusters } from '../model/providers/compute/options.ts';
import { showUsages, usageOf } from '../model/providers/compute/quota.ts';
import { computeRefusals } from '../model/providers/compute/refusals.ts';
import { showSize, showSku } from '../model/providers/compute/skus.ts';
import { allSizes } from '../model/providers/compute/sizes.ts';
import { groupIdPath, subscriptionIdPath } from '../model/resource-id.ts';
import { type Resource } from '../model/resource.ts';
import { type Call, queryOf, requireApiVersion } from './call.ts';
import { type LocalHandler, type Parameters } from './dispatch.ts';
import { page } from './paging.ts';
import { type LocalRoutes } from './routes.ts';

const namespace = 'Microsoft.Compute';
const inLocation = `/subscriptions/:subscriptionId/providers/${namespace}/locations/:location`;
const inMachine = `/subscriptions/:subscriptionId/resourceGroups/:group/providers/${namespace}/virtualMachines/:name`;
const offers = `${inLocation}/publishers/:publisher/artifacttypes/vmimage/offers`;

/** What Microsoft.Compute tells of a subscription, a region or the marketplace, and the views of a machine. */
export function computeRoutes(model: Model, options: ComputeOptions): LocalRoutes {
  const { resources, groups, registrations, locations, access } = model;

  /** Judges what is common to all: the caller's right to read `type`, its version, the registration, the region. */
  const get = (
    type: string,
    versions: readonly string[],
    handler: (call: Call, parameters: Parameters) => unknown,
  ): LocalRoutes[string] => {
    const work: LocalHandler = (call, parameters) => {
      const { subscriptionId = '', location, name } = parameters;
      const version = requireApiVersion(call);
      const scope = name === undefined ? subscriptionIdPath(subscriptionId) : machineId(parameters);
      const refusal = access.refuse(call.caller, `${namespace}/${type}/read`, scope);
      if (refusal) throw refusal;
      registrations.require(subscriptionId, namespace);
      if (!versions.includes(version))
        throw refusals.unsupportedApiVersion(type, location ?? 'global', version, versions);
      const place = location === undefined ? {} : { location: locations.forResource(location, `${namespace}/${type}`) };
      return { status: 200, body: handler(call, { ...parameters, ...place }) };
    };
    return { get: work };
  };

  const machine = (parameters: Parameters): Resource => {
    const { subscriptionId = '', group = '', name = '' } = parameters;
    groups.require(subscriptionId, group);
    const found = resources.view.get(machineId(parameters));
    if (found) return found;
    throw refusals.resourceNotFound(`${namespace}/virtualMachines`, name, group);
  };

  const image = (
    type: string,
    handler: (found: MarketplaceImage[], parameters: Parameters) => unknown,
  ): LocalRoutes[string] =>
    get(`locations/publishers${type}`, machineApiVersions, (_call, parameters) => {
      const found = images.filter((one) => matches(one, parameters));
      if (found.length === 0) throw artifactNotFound();
      return handler(found, parameters);
    });

  return {
    [`/subscriptions/:subscriptionId/providers/${namespace}/skus`]: get('skus', skuApiVersions, (call) => {
      const wanted = locationFilter(queryOf(call, '$filter'));
      const places = locations.list().filter(({ name }) => wanted === undefined || name === wanted);
      const all = places.flatMap(({ name }) => allSizes.map((size) => ({ size, location: name })));
      const ordered = all.map((one, index) => ({ ...one, key: String(index).padStart(6, '0') }));
      return page(
        call,
        ordered,
        ({ key }) => key,
        ({ size, location }) => showSku(options, size, location),
      );
    }),
    [`${inLocation}/usages`]: get('locations/usages', machineApiVersions, (_call, parameters) => {
      const { subscriptionId = '', location = '' } = parameters;
      const usage = usageOf(resources.view, subscriptionId, location);
      return { value: showUsages(options.quota ?? roomFor50Clusters, usage) };
    }),
    [`${inLocation}/vmSizes`]: get('locations/vmSizes', machineApiVersions, () => ({ value: allSizes.map(showSize) })),
    [`${inLocation}/publishers`]: image('', (found, at) =>
      entries(at, 'publishers', found, ({ publisher }) => publisher),
    ),
    [offers]: image('/artifacttypes/offers', (found, at) => entries(at, 'offers', found, ({ offer }) => offer)),
    [`${offers}/:offer/skus`]: image('/artifacttypes/offers/skus', (found, at) =>
      entries(at, 'skus', found, ({ sku }) => sku),
    ),
    [`${offers}/:offer/skus/:sku/versions`]: image('/artifacttypes/offers/skus/versions', (found, at) =>
      (found[0]?.versions ?? []).map((version) => entry(at, `${skuPath(found[0])}/versions/${version}`, version)),
    ),
    [`${offers}/:offer/skus/:sku/versions/:version`]: image('/artifacttypes/offers/skus/versions', ([found], at) => {
      const version = found?.versions.find((one) => one === at['version']);
      if (!found || version === undefined) throw artifactNotFound();
      return { ...entry(at, `${skuPath(found)}/versions/${version}`, version), properties: imageProperties(found) };
    }),
    [`${inMachine}/instanceView`]: get('virtualMachines/instanceView', machineApiVersions, (_call, parameters) =>
      instanceView(machine(parameters)),
    ),
    [`${inMachine}/vmSizes`]: get('virtualMachines/vmSizes', machineApiVersions, (_call, parameters) => {
      machine(parameters);
      return { value: allSizes.map(showSize) };
    }),
  };
}

const machineId = ({ subscriptionId = '', group = '', name = '' }: Parameters): string =>
  `${groupIdPath(subscriptionId, group)}/providers/${namespace}/virtualMachines/${name}`;

const same = (one: string, other: string | undefined): boolean =>
  other === undefined || one.toLowerCase() === other.toLowerCase();

const matches = (one: MarketplaceImage, { publisher, offer, sku }: Parameters): boolean =>
  same(one.publisher, publisher) && same(one.offer, offer) && same(one.sku, sku);

/** The only filter that the API has. @throws ArmError for any other */
function locationFilter(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const match = /^\s*location\s+eq\s+'([^']*)'\s*$/i.exec(text);
  if (match?.[1] !== undefined) return normalLocation(match[1]);
  throw computeRefusals.invalidParameter(
    '$filter',
    `The filter '${text}' is not supported; only location eq 'LOCATION' is.`,
  );
}

const artifactNotFound = (): ArmError => new ArmError(404, 'NotFound', 'Artifact: VMImage was not found.');

const skuPath = (image: MarketplaceImage | undefined): string =>
  image === undefined
    ? ''
    : `Publishers/${image.publisher}/ArtifactTypes/VMImage/Offers/${image.offer}/Skus/${image.sku}`;

const entry = ({ subscriptionId = '', location = '' }: Parameters, path: string, name: string): Json => ({
  location,
  name,
  id: `/Subscriptions/${subscriptionId}/Providers/${namespace}/Locations/${location}/${path}`,
});

/** Each name once; these lists are bare arrays. */
function entries(
  at: Parameters,
  kind: 'publishers' | 'offers' | 'skus',
  found: MarketplaceImage[],
  nameOf: (image: MarketplaceImage) => string,
): Json[] {
  const byName = new Map(found.map((one) => [nameOf(one), one]));
  return [...byName].map(([name, one]) => {
    const depth = { publishers: 2, offers: 6, skus: 8 }[kind];
    return entry(at, skuPath(one).split('/').slice(0, depth).join('/'), name);
  });
}

const imageProperties = ({ generation, diskSizeGB, plan }: MarketplaceImage): Json => ({
  ...(plan === undefined ? {} : { plan }),
  osDiskImage: { operatingSystem: 'Linux', sizeInGb: diskSizeGB },
  dataDiskImages: [],
  automaticOSUpgradeProperties: { automaticOSUpgradeSupported: false },
  hyperVGeneration: generation,
  architecture: 'x64',
  features: [{ name: 'DiskControllerTypes', value: generation === 'V2' ? 'SCSI, NVMe' : 'SCSI' }],
});
