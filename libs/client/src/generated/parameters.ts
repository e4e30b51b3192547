// Generated from swagger/2025-07-25/redhatopenshift.json by `npm run client`; not edited by hand.

import { type OperationQueryParameter, type OperationURLParameter } from '@azure/core-client';

export const apiVersion: OperationQueryParameter = {
  parameterPath: 'apiVersion',
  mapper: { serializedName: 'api-version', required: true, type: { name: 'String' } },
};

export const subscriptionId: OperationURLParameter = {
  parameterPath: 'subscriptionId',
  mapper: { serializedName: 'subscriptionId', required: true, type: { name: 'String' } },
};

export const resourceGroupName: OperationURLParameter = {
  parameterPath: 'resourceGroupName',
  mapper: { serializedName: 'resourceGroupName', required: true, type: { name: 'String' } },
};

export const resourceName: OperationURLParameter = {
  parameterPath: 'resourceName',
  mapper: { serializedName: 'resourceName', required: true, type: { name: 'String' } },
};

export const location: OperationURLParameter = {
  parameterPath: 'location',
  mapper: { serializedName: 'location', required: true, type: { name: 'String' } },
};

export const openShiftVersion: OperationURLParameter = {
  parameterPath: 'openShiftVersion',
  mapper: { serializedName: 'openShiftVersion', required: true, type: { name: 'String' } },
};

export const openShiftMinorVersion: OperationURLParameter = {
  parameterPath: 'openShiftMinorVersion',
  mapper: { serializedName: 'openShiftMinorVersion', required: true, type: { name: 'String' } },
};
