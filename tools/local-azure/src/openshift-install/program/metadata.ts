import { clusterIdAsset } from './cluster-id.ts';
import { type Asset, type AssetFile, assetFile } from './graph/asset.ts';
import { installConfigAsset } from './install-config/asset.ts';

/** `metadata.json`, by which the binary finds a cluster again to delete it. */
export const metadataAsset: Asset<{ File: AssetFile }> = {
  name: 'Metadata',
  key: '*cluster.Metadata',
  needs: [clusterIdAsset, installConfigAsset],
  generate(get) {
    const { UUID, InfraID } = get(clusterIdAsset);
    const { metadata, platform } = get(installConfigAsset).config;
    const { cloudName, region, resourceGroupName = '', baseDomainResourceGroupName } = platform.azure;
    const content = {
      clusterName: metadata.name,
      clusterID: UUID,
      infraID: InfraID,
      azure: { armEndpoint: '', cloudName, region, resourceGroupName, baseDomainResourceGroupName },
      featureSet: '',
      customFeatureSet: null,
    };
    return { File: assetFile('metadata.json', JSON.stringify(content)) };
  },
  files: ({ File }) => [File],
};
