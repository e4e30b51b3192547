import { stringify } from 'yaml';
import { type ManifestEdits } from './manifests.ts';
import { type Change } from './generated.ts';

/** The image registry's configuration with our account, which the operator then leaves alone (`Unmanaged`). */
export function imageRegistryManifest(registry: NonNullable<ManifestEdits['imageRegistry']>): Change[] {
  const config = {
    apiVersion: 'imageregistry.operator.openshift.io/v1',
    kind: 'Config',
    metadata: { name: 'cluster', finalizers: ['imageregistry.operator.openshift.io/finalizer'] },
    spec: {
      managementState: 'Managed',
      replicas: 2,
      storage: {
        azure: {
          accountName: registry.accountName,
          container: registry.container,
          cloudName: registry.cloudName ?? 'AzurePublicCloud',
        },
        managementState: 'Unmanaged',
      },
    },
  };
  return [['manifests/92_image-registry-config.yaml', stringify(config)]];
}
