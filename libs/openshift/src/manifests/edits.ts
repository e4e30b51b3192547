import { routerManifests } from './router.ts';
import { imageRegistryManifest } from './image-registry.ts';
import { type ManifestEdits, type Manifests } from './manifests.ts';
import { deactivateControlPlaneMachineSet, infraIdOf, removePublicZone, requireMachines } from './generated.ts';

/**
 * The files to write, changed and added, by path; what is left alone is not among them. Pure.
 * Always: no public DNS zone, the control plane machine set inactive, and a check that the Machines and MachineSets are
 * there. @throws ManifestError
 */
export function editManifests(manifests: Manifests, edits: ManifestEdits): Map<string, string> {
  requireMachines(manifests);
  const infraId = infraIdOf(manifests);
  return new Map([
    ...removePublicZone(manifests),
    ...deactivateControlPlaneMachineSet(manifests),
    ...(edits.router === undefined ? [] : routerManifests(edits.router, infraId)),
    ...(edits.imageRegistry === undefined ? [] : imageRegistryManifest(edits.imageRegistry)),
  ]);
}
