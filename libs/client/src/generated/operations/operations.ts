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
  path: '/providers/Microsoft.RedHatOpenShift/operations',
  httpMethod: 'GET',
  responses: {
    200: { bodyMapper: mappers.OperationList },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [],
  serializer,
};

export class Operations {
  readonly #client: ArmClient;

  constructor(client: ArmClient) {
    this.#client = client;
  }

  /** Lists what this provider can do. */
  list(options: OperationOptions = {}): PagedAsyncIterableIterator<models.Operation, models.Operation[]> {
    return listPages(this.#client, { options }, listSpec);
  }
}
