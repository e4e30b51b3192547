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
  path: '/subscriptions/{subscriptionId}/providers/Microsoft.RedHatOpenShift/locations/{location}/openShiftVersions',
  httpMethod: 'GET',
  responses: {
    200: { bodyMapper: mappers.OpenShiftVersionList },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.location],
  serializer,
};

const getSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/providers/Microsoft.RedHatOpenShift/locations/{location}/openShiftVersions/{openShiftVersion}',
  httpMethod: 'GET',
  responses: {
    200: { bodyMapper: mappers.OpenShiftVersion },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.location, parameters.openShiftVersion],
  serializer,
};

export class OpenShiftVersions {
  readonly #client: ArmClient;

  constructor(client: ArmClient) {
    this.#client = client;
  }

  /**
   * Lists the OpenShift versions that can be installed in a region.
   * @param location The name of the Azure region.
   */
  list(
    location: string,
    options: OperationOptions = {},
  ): PagedAsyncIterableIterator<models.OpenShiftVersion, models.OpenShiftVersion[]> {
    return listPages(this.#client, { location, options }, listSpec);
  }

  /**
   * Gets an OpenShift version that can be installed in a region.
   * @param location The name of the Azure region.
   * @param openShiftVersion A version such as '4.14.16'.
   */
  get(location: string, openShiftVersion: string, options: OperationOptions = {}): Promise<models.OpenShiftVersion> {
    return this.#client.sendOperationRequest({ location, openShiftVersion, options }, getSpec);
  }
}
