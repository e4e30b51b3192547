// Generated from swagger/2025-07-25/redhatopenshift.json by `npm run client`; not edited by hand.

import { type CompositeMapper } from '@azure/core-client';

export const APIServerProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'APIServerProfile',
    modelProperties: {
      visibility: { serializedName: 'visibility', type: { name: 'String' } },
      url: { serializedName: 'url', readOnly: true, type: { name: 'String' } },
      ip: { serializedName: 'ip', readOnly: true, type: { name: 'String' } },
    },
  },
};

export const CloudError: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'CloudError',
    modelProperties: {
      error: { serializedName: 'error', type: { name: 'Composite', className: 'CloudErrorBody' } },
    },
  },
};

export const CloudErrorBody: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'CloudErrorBody',
    modelProperties: {
      code: { serializedName: 'code', type: { name: 'String' } },
      message: { serializedName: 'message', type: { name: 'String' } },
      target: { serializedName: 'target', type: { name: 'String' } },
      details: {
        serializedName: 'details',
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'CloudErrorBody' } } },
      },
    },
  },
};

export const ClusterProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'ClusterProfile',
    modelProperties: {
      pullSecret: { serializedName: 'pullSecret', type: { name: 'String' } },
      domain: { serializedName: 'domain', type: { name: 'String' } },
      version: { serializedName: 'version', type: { name: 'String' } },
      resourceGroupId: { serializedName: 'resourceGroupId', type: { name: 'String' } },
      fipsValidatedModules: { serializedName: 'fipsValidatedModules', type: { name: 'String' } },
      oidcIssuer: { serializedName: 'oidcIssuer', readOnly: true, type: { name: 'String' } },
    },
  },
};

export const ConsoleProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'ConsoleProfile',
    modelProperties: {
      url: { serializedName: 'url', readOnly: true, type: { name: 'String' } },
    },
  },
};

export const Display: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'Display',
    modelProperties: {
      provider: { serializedName: 'provider', type: { name: 'String' } },
      resource: { serializedName: 'resource', type: { name: 'String' } },
      operation: { serializedName: 'operation', type: { name: 'String' } },
      description: { serializedName: 'description', type: { name: 'String' } },
    },
  },
};

export const EffectiveOutboundIP: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'EffectiveOutboundIP',
    modelProperties: {
      id: { serializedName: 'id', type: { name: 'String' } },
    },
  },
};

export const IngressProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'IngressProfile',
    modelProperties: {
      name: { serializedName: 'name', type: { name: 'String' } },
      visibility: { serializedName: 'visibility', type: { name: 'String' } },
      ip: { serializedName: 'ip', readOnly: true, type: { name: 'String' } },
    },
  },
};

export const LoadBalancerProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'LoadBalancerProfile',
    modelProperties: {
      managedOutboundIps: {
        serializedName: 'managedOutboundIps',
        type: { name: 'Composite', className: 'ManagedOutboundIPs' },
      },
      effectiveOutboundIps: {
        serializedName: 'effectiveOutboundIps',
        readOnly: true,
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'EffectiveOutboundIP' } } },
      },
    },
  },
};

export const ManagedOutboundIPs: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'ManagedOutboundIPs',
    modelProperties: {
      count: { serializedName: 'count', type: { name: 'Number' } },
    },
  },
};

export const ManagedServiceIdentity: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'ManagedServiceIdentity',
    modelProperties: {
      principalId: { serializedName: 'principalId', readOnly: true, type: { name: 'String' } },
      tenantId: { serializedName: 'tenantId', readOnly: true, type: { name: 'String' } },
      type: { serializedName: 'type', required: true, type: { name: 'String' } },
      userAssignedIdentities: {
        serializedName: 'userAssignedIdentities',
        type: { name: 'Dictionary', value: { type: { name: 'Composite', className: 'UserAssignedIdentity' } } },
      },
    },
  },
};

export const MasterProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'MasterProfile',
    modelProperties: {
      vmSize: { serializedName: 'vmSize', type: { name: 'String' } },
      subnetId: { serializedName: 'subnetId', type: { name: 'String' } },
      encryptionAtHost: { serializedName: 'encryptionAtHost', type: { name: 'String' } },
      diskEncryptionSetId: { serializedName: 'diskEncryptionSetId', type: { name: 'String' } },
    },
  },
};

export const NetworkProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'NetworkProfile',
    modelProperties: {
      podCidr: { serializedName: 'podCidr', type: { name: 'String' } },
      serviceCidr: { serializedName: 'serviceCidr', type: { name: 'String' } },
      outboundType: { serializedName: 'outboundType', type: { name: 'String' } },
      loadBalancerProfile: {
        serializedName: 'loadBalancerProfile',
        type: { name: 'Composite', className: 'LoadBalancerProfile' },
      },
      preconfiguredNSG: { serializedName: 'preconfiguredNSG', type: { name: 'String' } },
    },
  },
};

export const OpenShiftCluster: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'OpenShiftCluster',
    modelProperties: {
      id: { serializedName: 'id', readOnly: true, type: { name: 'String' } },
      name: { serializedName: 'name', readOnly: true, type: { name: 'String' } },
      type: { serializedName: 'type', readOnly: true, type: { name: 'String' } },
      systemData: {
        serializedName: 'systemData',
        readOnly: true,
        type: { name: 'Composite', className: 'systemData' },
      },
      tags: { serializedName: 'tags', type: { name: 'Dictionary', value: { type: { name: 'String' } } } },
      location: { serializedName: 'location', required: true, type: { name: 'String' } },
      provisioningState: { serializedName: 'properties.provisioningState', type: { name: 'String' } },
      clusterProfile: {
        serializedName: 'properties.clusterProfile',
        type: { name: 'Composite', className: 'ClusterProfile' },
      },
      consoleProfile: {
        serializedName: 'properties.consoleProfile',
        type: { name: 'Composite', className: 'ConsoleProfile' },
      },
      servicePrincipalProfile: {
        serializedName: 'properties.servicePrincipalProfile',
        type: { name: 'Composite', className: 'ServicePrincipalProfile' },
      },
      platformWorkloadIdentityProfile: {
        serializedName: 'properties.platformWorkloadIdentityProfile',
        type: { name: 'Composite', className: 'PlatformWorkloadIdentityProfile' },
      },
      networkProfile: {
        serializedName: 'properties.networkProfile',
        type: { name: 'Composite', className: 'NetworkProfile' },
      },
      masterProfile: {
        serializedName: 'properties.masterProfile',
        type: { name: 'Composite', className: 'MasterProfile' },
      },
      workerProfiles: {
        serializedName: 'properties.workerProfiles',
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'WorkerProfile' } } },
      },
      workerProfilesStatus: {
        serializedName: 'properties.workerProfilesStatus',
        readOnly: true,
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'WorkerProfile' } } },
      },
      apiserverProfile: {
        serializedName: 'properties.apiserverProfile',
        type: { name: 'Composite', className: 'APIServerProfile' },
      },
      ingressProfiles: {
        serializedName: 'properties.ingressProfiles',
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'IngressProfile' } } },
      },
      identity: { serializedName: 'identity', type: { name: 'Composite', className: 'ManagedServiceIdentity' } },
    },
  },
};

export const OpenShiftClusterAdminKubeconfig: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'OpenShiftClusterAdminKubeconfig',
    modelProperties: {
      kubeconfig: { serializedName: 'kubeconfig', type: { name: 'String' } },
    },
  },
};

export const OpenShiftClusterCredentials: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'OpenShiftClusterCredentials',
    modelProperties: {
      kubeadminUsername: { serializedName: 'kubeadminUsername', type: { name: 'String' } },
      kubeadminPassword: { serializedName: 'kubeadminPassword', type: { name: 'String' } },
    },
  },
};

export const OpenShiftClusterList: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'OpenShiftClusterList',
    modelProperties: {
      value: {
        serializedName: 'value',
        required: true,
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'OpenShiftCluster' } } },
      },
      nextLink: { serializedName: 'nextLink', type: { name: 'String' } },
    },
  },
};

export const OpenShiftClusterUpdate: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'OpenShiftClusterUpdate',
    modelProperties: {
      tags: { serializedName: 'tags', type: { name: 'Dictionary', value: { type: { name: 'String' } } } },
      provisioningState: { serializedName: 'properties.provisioningState', type: { name: 'String' } },
      clusterProfile: {
        serializedName: 'properties.clusterProfile',
        type: { name: 'Composite', className: 'ClusterProfile' },
      },
      consoleProfile: {
        serializedName: 'properties.consoleProfile',
        type: { name: 'Composite', className: 'ConsoleProfile' },
      },
      servicePrincipalProfile: {
        serializedName: 'properties.servicePrincipalProfile',
        type: { name: 'Composite', className: 'ServicePrincipalProfile' },
      },
      platformWorkloadIdentityProfile: {
        serializedName: 'properties.platformWorkloadIdentityProfile',
        type: { name: 'Composite', className: 'PlatformWorkloadIdentityProfile' },
      },
      networkProfile: {
        serializedName: 'properties.networkProfile',
        type: { name: 'Composite', className: 'NetworkProfile' },
      },
      masterProfile: {
        serializedName: 'properties.masterProfile',
        type: { name: 'Composite', className: 'MasterProfile' },
      },
      workerProfiles: {
        serializedName: 'properties.workerProfiles',
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'WorkerProfile' } } },
      },
      workerProfilesStatus: {
        serializedName: 'properties.workerProfilesStatus',
        readOnly: true,
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'WorkerProfile' } } },
      },
      apiserverProfile: {
        serializedName: 'properties.apiserverProfile',
        type: { name: 'Composite', className: 'APIServerProfile' },
      },
      ingressProfiles: {
        serializedName: 'properties.ingressProfiles',
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'IngressProfile' } } },
      },
      identity: { serializedName: 'identity', type: { name: 'Composite', className: 'ManagedServiceIdentity' } },
    },
  },
};

export const OpenShiftVersion: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'OpenShiftVersion',
    modelProperties: {
      id: { serializedName: 'id', readOnly: true, type: { name: 'String' } },
      name: { serializedName: 'name', readOnly: true, type: { name: 'String' } },
      type: { serializedName: 'type', readOnly: true, type: { name: 'String' } },
      systemData: {
        serializedName: 'systemData',
        readOnly: true,
        type: { name: 'Composite', className: 'systemData' },
      },
      version: { serializedName: 'properties.version', type: { name: 'String' } },
    },
  },
};

export const OpenShiftVersionList: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'OpenShiftVersionList',
    modelProperties: {
      value: {
        serializedName: 'value',
        required: true,
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'OpenShiftVersion' } } },
      },
      nextLink: { serializedName: 'nextLink', type: { name: 'String' } },
    },
  },
};

export const Operation: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'Operation',
    modelProperties: {
      name: { serializedName: 'name', type: { name: 'String' } },
      display: { serializedName: 'display', type: { name: 'Composite', className: 'Display' } },
      origin: { serializedName: 'origin', type: { name: 'String' } },
    },
  },
};

export const OperationList: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'OperationList',
    modelProperties: {
      value: {
        serializedName: 'value',
        required: true,
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'Operation' } } },
      },
      nextLink: { serializedName: 'nextLink', type: { name: 'String' } },
    },
  },
};

export const PlatformWorkloadIdentity: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'PlatformWorkloadIdentity',
    modelProperties: {
      resourceId: { serializedName: 'resourceId', type: { name: 'String' } },
      clientId: { serializedName: 'clientId', readOnly: true, type: { name: 'String' } },
      objectId: { serializedName: 'objectId', readOnly: true, type: { name: 'String' } },
    },
  },
};

export const PlatformWorkloadIdentityProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'PlatformWorkloadIdentityProfile',
    modelProperties: {
      upgradeableTo: { serializedName: 'upgradeableTo', type: { name: 'String' } },
      platformWorkloadIdentities: {
        serializedName: 'platformWorkloadIdentities',
        type: { name: 'Dictionary', value: { type: { name: 'Composite', className: 'PlatformWorkloadIdentity' } } },
      },
    },
  },
};

export const PlatformWorkloadIdentityRole: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'PlatformWorkloadIdentityRole',
    modelProperties: {
      operatorName: { serializedName: 'operatorName', type: { name: 'String' } },
      roleDefinitionName: { serializedName: 'roleDefinitionName', type: { name: 'String' } },
      roleDefinitionId: { serializedName: 'roleDefinitionId', type: { name: 'String' } },
    },
  },
};

export const PlatformWorkloadIdentityRoleSet: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'PlatformWorkloadIdentityRoleSet',
    modelProperties: {
      id: { serializedName: 'id', readOnly: true, type: { name: 'String' } },
      name: { serializedName: 'name', readOnly: true, type: { name: 'String' } },
      type: { serializedName: 'type', readOnly: true, type: { name: 'String' } },
      systemData: {
        serializedName: 'systemData',
        readOnly: true,
        type: { name: 'Composite', className: 'systemData' },
      },
      openShiftVersion: { serializedName: 'properties.openShiftVersion', type: { name: 'String' } },
      platformWorkloadIdentityRoles: {
        serializedName: 'properties.platformWorkloadIdentityRoles',
        type: { name: 'Sequence', element: { type: { name: 'Composite', className: 'PlatformWorkloadIdentityRole' } } },
      },
    },
  },
};

export const PlatformWorkloadIdentityRoleSetList: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'PlatformWorkloadIdentityRoleSetList',
    modelProperties: {
      value: {
        serializedName: 'value',
        required: true,
        type: {
          name: 'Sequence',
          element: { type: { name: 'Composite', className: 'PlatformWorkloadIdentityRoleSet' } },
        },
      },
      nextLink: { serializedName: 'nextLink', type: { name: 'String' } },
    },
  },
};

export const ProxyResource: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'ProxyResource',
    modelProperties: {
      id: { serializedName: 'id', readOnly: true, type: { name: 'String' } },
      name: { serializedName: 'name', readOnly: true, type: { name: 'String' } },
      type: { serializedName: 'type', readOnly: true, type: { name: 'String' } },
      systemData: {
        serializedName: 'systemData',
        readOnly: true,
        type: { name: 'Composite', className: 'systemData' },
      },
    },
  },
};

export const Resource: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'Resource',
    modelProperties: {
      id: { serializedName: 'id', readOnly: true, type: { name: 'String' } },
      name: { serializedName: 'name', readOnly: true, type: { name: 'String' } },
      type: { serializedName: 'type', readOnly: true, type: { name: 'String' } },
      systemData: {
        serializedName: 'systemData',
        readOnly: true,
        type: { name: 'Composite', className: 'systemData' },
      },
    },
  },
};

export const ServicePrincipalProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'ServicePrincipalProfile',
    modelProperties: {
      clientId: { serializedName: 'clientId', type: { name: 'String' } },
      clientSecret: { serializedName: 'clientSecret', type: { name: 'String' } },
    },
  },
};

export const TrackedResource: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'TrackedResource',
    modelProperties: {
      id: { serializedName: 'id', readOnly: true, type: { name: 'String' } },
      name: { serializedName: 'name', readOnly: true, type: { name: 'String' } },
      type: { serializedName: 'type', readOnly: true, type: { name: 'String' } },
      systemData: {
        serializedName: 'systemData',
        readOnly: true,
        type: { name: 'Composite', className: 'systemData' },
      },
      tags: { serializedName: 'tags', type: { name: 'Dictionary', value: { type: { name: 'String' } } } },
      location: { serializedName: 'location', required: true, type: { name: 'String' } },
    },
  },
};

export const UserAssignedIdentity: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'UserAssignedIdentity',
    modelProperties: {
      principalId: { serializedName: 'principalId', readOnly: true, type: { name: 'String' } },
      clientId: { serializedName: 'clientId', readOnly: true, type: { name: 'String' } },
    },
  },
};

export const WorkerProfile: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'WorkerProfile',
    modelProperties: {
      name: { serializedName: 'name', type: { name: 'String' } },
      vmSize: { serializedName: 'vmSize', type: { name: 'String' } },
      diskSizeGB: { serializedName: 'diskSizeGB', type: { name: 'Number' } },
      subnetId: { serializedName: 'subnetId', type: { name: 'String' } },
      count: { serializedName: 'count', type: { name: 'Number' } },
      encryptionAtHost: { serializedName: 'encryptionAtHost', type: { name: 'String' } },
      diskEncryptionSetId: { serializedName: 'diskEncryptionSetId', type: { name: 'String' } },
    },
  },
};

export const systemData: CompositeMapper = {
  type: {
    name: 'Composite',
    className: 'systemData',
    modelProperties: {
      createdBy: { serializedName: 'createdBy', type: { name: 'String' } },
      createdByType: { serializedName: 'createdByType', type: { name: 'String' } },
      createdAt: { serializedName: 'createdAt', type: { name: 'DateTime' } },
      lastModifiedBy: { serializedName: 'lastModifiedBy', type: { name: 'String' } },
      lastModifiedByType: { serializedName: 'lastModifiedByType', type: { name: 'String' } },
      lastModifiedAt: { serializedName: 'lastModifiedAt', type: { name: 'DateTime' } },
    },
  },
};
