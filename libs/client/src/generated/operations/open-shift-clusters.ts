// Generated from swagger/2025-07-25/redhatopenshift.json by `npm run client`; not edited by hand.

import { createSerializer, type OperationOptions, type OperationSpec } from '@azure/core-client';
import { type PagedAsyncIterableIterator } from '@azure/core-paging';
import { type ArmClient } from '../../arm-client.ts';
import { type LongRunningOptions, type Poller, startOperation, waitFor } from '../../long-running.ts';
import { listPages } from '../../paging.ts';
import * as mappers from '../mappers.ts';
import type * as models from '../models.ts';
import * as parameters from '../parameters.ts';

const serializer = createSerializer({ ...mappers }, false);

const listSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/providers/Microsoft.RedHatOpenShift/openShiftClusters',
  httpMethod: 'GET',
  responses: {
    200: { bodyMapper: mappers.OpenShiftClusterList },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId],
  serializer,
};

const listByResourceGroupSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.RedHatOpenShift/openShiftClusters',
  httpMethod: 'GET',
  responses: {
    200: { bodyMapper: mappers.OpenShiftClusterList },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.resourceGroupName],
  serializer,
};

const getSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}',
  httpMethod: 'GET',
  responses: {
    200: { bodyMapper: mappers.OpenShiftCluster },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.resourceGroupName, parameters.resourceName],
  serializer,
};

const createOrUpdateSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}',
  httpMethod: 'PUT',
  responses: {
    200: { bodyMapper: mappers.OpenShiftCluster },
    201: { bodyMapper: mappers.OpenShiftCluster },
    202: { bodyMapper: mappers.OpenShiftCluster },
    204: { bodyMapper: mappers.OpenShiftCluster },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  requestBody: { parameterPath: 'parameters', mapper: { ...mappers.OpenShiftCluster, required: true } },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.resourceGroupName, parameters.resourceName],
  serializer,
};

const updateSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}',
  httpMethod: 'PATCH',
  responses: {
    200: { bodyMapper: mappers.OpenShiftCluster },
    201: { bodyMapper: mappers.OpenShiftCluster },
    202: { bodyMapper: mappers.OpenShiftCluster },
    204: { bodyMapper: mappers.OpenShiftCluster },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  requestBody: { parameterPath: 'parameters', mapper: { ...mappers.OpenShiftClusterUpdate, required: true } },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.resourceGroupName, parameters.resourceName],
  serializer,
};

const deleteSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}',
  httpMethod: 'DELETE',
  responses: {
    200: {},
    201: {},
    202: {},
    204: {},
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.resourceGroupName, parameters.resourceName],
  serializer,
};

const listCredentialsSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}/listCredentials',
  httpMethod: 'POST',
  responses: {
    200: { bodyMapper: mappers.OpenShiftClusterCredentials },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.resourceGroupName, parameters.resourceName],
  serializer,
};

const listAdminCredentialsSpec: OperationSpec = {
  path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}/listAdminCredentials',
  httpMethod: 'POST',
  responses: {
    200: { bodyMapper: mappers.OpenShiftClusterAdminKubeconfig },
    default: { bodyMapper: mappers.CloudError, isError: true },
  },
  queryParameters: [parameters.apiVersion],
  urlParameters: [parameters.subscriptionId, parameters.resourceGroupName, parameters.resourceName],
  serializer,
};

export class OpenShiftClusters {
  readonly #client: ArmClient;

  constructor(client: ArmClient) {
    this.#client = client;
  }

  /** Lists the clusters of a subscription. */
  list(options: OperationOptions = {}): PagedAsyncIterableIterator<models.OpenShiftCluster, models.OpenShiftCluster[]> {
    return listPages(this.#client, { options }, listSpec);
  }

  /**
   * Lists the clusters of a resource group.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   */
  listByResourceGroup(
    resourceGroupName: string,
    options: OperationOptions = {},
  ): PagedAsyncIterableIterator<models.OpenShiftCluster, models.OpenShiftCluster[]> {
    return listPages(this.#client, { resourceGroupName, options }, listByResourceGroupSpec);
  }

  /**
   * Gets a cluster.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   * @param resourceName The name of the cluster.
   */
  get(
    resourceGroupName: string,
    resourceName: string,
    options: OperationOptions = {},
  ): Promise<models.OpenShiftCluster> {
    return this.#client.sendOperationRequest({ resourceGroupName, resourceName, options }, getSpec);
  }

  /**
   * Creates a cluster, or replaces what can be changed of one.
   * Returns when it has begun, with what follows it.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   * @param resourceName The name of the cluster.
   * @param parameters The cluster as it is to be.
   */
  beginCreateOrUpdate(
    resourceGroupName: string,
    resourceName: string,
    parameters: models.OpenShiftCluster,
    options: LongRunningOptions = {},
  ): Promise<Poller<models.OpenShiftCluster>> {
    return startOperation(
      this.#client,
      {
        args: { resourceGroupName, resourceName, parameters, options },
        spec: createOrUpdateSpec,
        finalState: 'azure-async-operation',
      },
      options,
    );
  }

  /**
   * Creates a cluster, or replaces what can be changed of one.
   * Returns when it is over.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   * @param resourceName The name of the cluster.
   * @param parameters The cluster as it is to be.
   */
  beginCreateOrUpdateAndWait(
    resourceGroupName: string,
    resourceName: string,
    parameters: models.OpenShiftCluster,
    options: LongRunningOptions = {},
  ): Promise<models.OpenShiftCluster> {
    return waitFor(this.beginCreateOrUpdate(resourceGroupName, resourceName, parameters, options), options);
  }

  /**
   * Changes a cluster.
   * Returns when it has begun, with what follows it.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   * @param resourceName The name of the cluster.
   * @param parameters What is to be changed.
   */
  beginUpdate(
    resourceGroupName: string,
    resourceName: string,
    parameters: models.OpenShiftClusterUpdate,
    options: LongRunningOptions = {},
  ): Promise<Poller<models.OpenShiftCluster>> {
    return startOperation(
      this.#client,
      {
        args: { resourceGroupName, resourceName, parameters, options },
        spec: updateSpec,
        finalState: 'azure-async-operation',
      },
      options,
    );
  }

  /**
   * Changes a cluster.
   * Returns when it is over.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   * @param resourceName The name of the cluster.
   * @param parameters What is to be changed.
   */
  beginUpdateAndWait(
    resourceGroupName: string,
    resourceName: string,
    parameters: models.OpenShiftClusterUpdate,
    options: LongRunningOptions = {},
  ): Promise<models.OpenShiftCluster> {
    return waitFor(this.beginUpdate(resourceGroupName, resourceName, parameters, options), options);
  }

  /**
   * Deletes a cluster with its managed resource group.
   * Returns when it has begun, with what follows it.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   * @param resourceName The name of the cluster.
   */
  beginDelete(
    resourceGroupName: string,
    resourceName: string,
    options: LongRunningOptions = {},
  ): Promise<Poller<void>> {
    return startOperation(
      this.#client,
      { args: { resourceGroupName, resourceName, options }, spec: deleteSpec, finalState: 'location' },
      options,
    );
  }

  /**
   * Deletes a cluster with its managed resource group.
   * Returns when it is over.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   * @param resourceName The name of the cluster.
   */
  beginDeleteAndWait(resourceGroupName: string, resourceName: string, options: LongRunningOptions = {}): Promise<void> {
    return waitFor(this.beginDelete(resourceGroupName, resourceName, options), options);
  }

  /**
   * Shows the name and the password of a cluster's kubeadmin user.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   * @param resourceName The name of the cluster.
   */
  listCredentials(
    resourceGroupName: string,
    resourceName: string,
    options: OperationOptions = {},
  ): Promise<models.OpenShiftClusterCredentials> {
    return this.#client.sendOperationRequest({ resourceGroupName, resourceName, options }, listCredentialsSpec);
  }

  /**
   * Shows the kubeconfig of a cluster's administrator.
   * @param resourceGroupName The name of the resource group. The name is case insensitive.
   * @param resourceName The name of the cluster.
   */
  listAdminCredentials(
    resourceGroupName: string,
    resourceName: string,
    options: OperationOptions = {},
  ): Promise<models.OpenShiftClusterAdminKubeconfig> {
    return this.#client.sendOperationRequest({ resourceGroupName, resourceName, options }, listAdminCredentialsSpec);
  }
}
