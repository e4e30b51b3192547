// Generated from swagger/2025-07-25/redhatopenshift.json by `npm run client`; not edited by hand.

import { createSerializer, type OperationOptions, type OperationSpec } from '@azure/core-client';
import { type ArmClient } from '../../arm-client.ts';
import * as mappers from '../mappers.ts';
import type * as models from '../models.ts';
import * as parameters from '../parameters.ts';

const serializer = createSerializer({ ...mappers }, false);

const getSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/providers/Microsoft.RedHatOpenShift/locations/{location}/platformWorkloadIdentityRoleSets/{openShiftMinorVersion}',
  httpMethod: 'GET',
  responses: {
    200: { bodyMapper: mappers.PlatformWorkloadIdentityRoleSet },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.location, parameters.openShiftMinorVersion],
  serializer,
};

export class PlatformWorkloadIdentityRoleSet {
  readonly #client: ArmClient;

  constructor(client: ArmClient) {
    this.#client = client;
  }

  /**
   * Gets what the identities of a cluster of one minor version of OpenShift need.
   * @param location The name of the Azure region.
   * @param openShiftMinorVersion A minor version such as '4.14'.
   */
  get(
    location: string,
    openShiftMinorVersion: string,
    options: OperationOptions = {},
  ): Promise<models.PlatformWorkloadIdentityRoleSet> {
    return this.#client.sendOperationRequest({ location, openShiftMinorVersion, options }, getSpec);
  }
}
