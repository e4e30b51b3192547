import { type Toggle, type Visibility } from '../../model/cluster.ts';
import {
  AtLeast,
  AtMost,
  AtMostLong,
  CidrOfAtMost,
  Domain,
  IsDiskEncryptionSetId,
  IsResourceGroupId,
  IsSubnetId,
  OneOf,
  OpenShiftVersion,
  PullSecret,
  Uuid,
  VmSizeOf,
} from '../rules/constraints.ts';
import { masterVmSizes, workerVmSizes } from '../rules/vm-sizes.ts';
import { Definition } from '../schema/definition.ts';
import { Integer, since, Text } from '../schema/field.ts';

const toggles: readonly Toggle[] = ['Disabled', 'Enabled'];
const visibilities: readonly Visibility[] = ['Private', 'Public'];
const withEncryption = since('2021-09-01-preview');

@Definition('ClusterProfile', 'ClusterProfile represents a cluster profile.')
export class ClusterProfile {
  @Text({ access: 'mutable', kept: true, secret: 'pullSecret', in: since('2020-04-30') })
  @AtMostLong(65_536)
  @PullSecret()
  pullSecret?: string;

  @Text({ access: 'immutable', required: true })
  @Domain()
  domain?: string;

  @Text({ access: 'immutable', kept: true })
  @OpenShiftVersion()
  version?: string;

  @Text({ access: 'immutable', same: 'ignoring-case', required: true })
  @IsResourceGroupId()
  resourceGroupId?: string;

  @Text({ access: 'immutable', fallback: 'Disabled', in: since('2022-04-01') })
  @OneOf(toggles)
  fipsValidatedModules?: string;
}

@Definition('ConsoleProfile', 'ConsoleProfile represents a console profile.')
export class ConsoleProfile {
  @Text({ access: 'read-only' })
  url?: string;
}

@Definition('ServicePrincipalProfile', 'ServicePrincipalProfile represents a service principal profile.')
export class ServicePrincipalProfile {
  @Text({ access: 'mutable', same: 'ignoring-case', required: true })
  @Uuid()
  clientId?: string;

  @Text({ access: 'mutable', required: true, secret: 'clientSecret' })
  @AtMostLong(4_096)
  clientSecret?: string;
}

@Definition('NetworkProfile', 'NetworkProfile represents a network profile.')
export class NetworkProfile {
  @Text({ access: 'immutable', required: true })
  @CidrOfAtMost(18)
  podCidr?: string;

  @Text({ access: 'immutable', required: true })
  @CidrOfAtMost(22)
  serviceCidr?: string;
}

@Definition('MasterProfile', 'MasterProfile represents a master profile.')
export class MasterProfile {
  @Text({ access: 'immutable', required: true })
  @VmSizeOf('Control plane', masterVmSizes)
  vmSize?: string;

  @Text({ access: 'immutable', same: 'ignoring-case', required: true })
  @IsSubnetId()
  subnetId?: string;

  @Text({ access: 'immutable', fallback: 'Disabled', in: withEncryption })
  @OneOf(toggles)
  encryptionAtHost?: string;

  @Text({ access: 'immutable', same: 'ignoring-case', in: withEncryption })
  @IsDiskEncryptionSetId()
  diskEncryptionSetId?: string;
}

@Definition('WorkerProfile', 'WorkerProfile represents a worker profile.')
export class WorkerProfile {
  @Text({ access: 'immutable', required: true })
  @OneOf(['worker'])
  name?: string;

  @Text({ access: 'immutable', required: true })
  @VmSizeOf('Worker', workerVmSizes)
  vmSize?: string;

  @Integer({ access: 'immutable', required: true })
  @AtLeast(128)
  diskSizeGB?: number;

  @Text({ access: 'immutable', same: 'ignoring-case', required: true })
  @IsSubnetId()
  subnetId?: string;

  @Integer({ access: 'immutable', required: true })
  @AtLeast(2)
  @AtMost(50)
  count?: number;

  @Text({ access: 'immutable', fallback: 'Disabled', in: withEncryption })
  @OneOf(toggles)
  encryptionAtHost?: string;

  @Text({ access: 'immutable', same: 'ignoring-case', in: withEncryption })
  @IsDiskEncryptionSetId()
  diskEncryptionSetId?: string;
}

@Definition('APIServerProfile', 'APIServerProfile represents an API server profile.')
export class ApiServerProfile {
  @Text({ access: 'immutable', required: true })
  @OneOf(visibilities)
  visibility?: string;

  @Text({ access: 'read-only' })
  url?: string;

  @Text({ access: 'read-only' })
  ip?: string;
}

@Definition('IngressProfile', 'IngressProfile represents an ingress profile.')
export class IngressProfile {
  @Text({ access: 'immutable', required: true })
  @OneOf(['default'])
  name?: string;

  @Text({ access: 'immutable', required: true })
  @OneOf(visibilities)
  visibility?: string;

  @Text({ access: 'read-only' })
  ip?: string;
}
