// Generated from swagger/2025-07-25/redhatopenshift.json by `npm run client`; not edited by hand.

import { type TokenCredential } from '@azure/core-auth';
import { ArmClient, type ArmClientOptions } from '../arm-client.ts';
import { OpenShiftClusters } from './operations/open-shift-clusters.ts';
import { OpenShiftVersions } from './operations/open-shift-versions.ts';
import { Operations } from './operations/operations.ts';
import { PlatformWorkloadIdentityRoleSet } from './operations/platform-workload-identity-role-set.ts';
import { PlatformWorkloadIdentityRoleSets } from './operations/platform-workload-identity-role-sets.ts';

/** The API version of the models, and of requests unless another one is given. */
export const defaultApiVersion = '2025-07-25';

/** Managed OpenShift clusters of a subscription, through Azure Resource Manager. It may be used by many at once. */
export class RedHatOpenShiftClient extends ArmClient {
  readonly openShiftClusters = new OpenShiftClusters(this);
  readonly openShiftVersions = new OpenShiftVersions(this);
  readonly operations = new Operations(this);
  readonly platformWorkloadIdentityRoleSet = new PlatformWorkloadIdentityRoleSet(this);
  readonly platformWorkloadIdentityRoleSets = new PlatformWorkloadIdentityRoleSets(this);

  /** @throws TypeError without a subscription */
  constructor(credential: TokenCredential, subscriptionId: string, options: ArmClientOptions = {}) {
    super(credential, subscriptionId, { ...options, apiVersion: options.apiVersion ?? defaultApiVersion });
  }
}
