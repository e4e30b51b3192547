import { defineVersion } from '../define-version.ts';
import { v20250725 } from '../v2025-07-25/version.ts';

/**
 * What the service's own operators see: all members of all versions, and the states behind the shown one. It makes no
 * cluster, and changes nothing of one but the maintenance that is to be done. It is not one of the versions that ARM can
 * ask for.
 */
export const adminVersion = defineVersion({
  ...v20250725.definition,
  version: 'admin',
  changesOnly: new Set(['properties.maintenanceTask']),
  actions: new Set(),
  serves: new Set(),
});
