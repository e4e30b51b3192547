// Generated from swagger/2025-07-25/redhatopenshift.json by `npm run client`; not edited by hand.

import { createSerializer, type OperationOptions, type OperationSpec } from '@azure/core-client';
import { type PagedAsyncIterableIterator } from '@azure/core-paging';
import { type ArmClient } from '../../arm-client.ts';
import { listPages } from '../../paging.ts';
import * as mappers from '../mappers.ts';
import type * as models from '../models.ts';
import * as parameters from '../parameters.ts';

const serializer = createSerializer({ ...mappers }, false);

const listSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/providers/Microsoft.RedHatOpenShift/locations/{location}/platformWorkloadIdentityRoleSets',
  httpMethod: 'GET',
  responses: {
    200: { bodyMapper: mappers.PlatformWorkloadIdentityRoleSetList },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.location],
  serializer,
};

export class PlatformWorkloadIdentityRoleSets {
  readonly #client: ArmClient;

  constructor(client: ArmClient) {
    this.#client = client;
  }

  /**
   * Lists what the identities of a cluster need, for each minor version of OpenShift.
   * @param location The name of the Azure region.
   */
  list(
    location: string,
    options: OperationOptions = {},
  ): PagedAsyncIterableIterator<models.PlatformWorkloadIdentityRoleSet, models.PlatformWorkloadIdentityRoleSet[]> {
    return listPages(this.#client, { location, options }, listSpec);
  }
}
