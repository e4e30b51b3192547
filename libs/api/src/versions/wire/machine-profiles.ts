import { AtLeast, AtMost, IsDiskEncryptionSetId, IsSubnetId, OneOf, VmSizeOf } from '../rules/constraints.ts';
import { masterVmSizes, workerVmSizes } from '../rules/vm-sizes.ts';
import { Definition } from '../schema/definition.ts';
import { Integer, since, Text } from '../schema/field.ts';
import { encryptionAtHost } from './enumerations.ts';
import { vmSize } from './vm-size.ts';

const withEncryption = since('2021-09-01-preview');

const encryption = {
  access: 'immutable',
  fallback: 'Disabled',
  enumeration: encryptionAtHost,
  in: withEncryption,
  description: 'Whether master virtual machines are encrypted at host.',
} as const;

const diskEncryption = {
  access: 'immutable',
  same: 'ignoring-case',
  in: withEncryption,
  description: 'The resource ID of an associated DiskEncryptionSet, if applicable.',
} as const;

@Definition('MasterProfile', 'MasterProfile represents a master profile.')
export class MasterProfile {
  @Text({ access: 'immutable', required: true, enumeration: vmSize, description: 'The size of the master VMs.' })
  @VmSizeOf('Control plane', masterVmSizes)
  vmSize?: string;

  @Text({
    access: 'immutable',
    same: 'ignoring-case',
    required: true,
    description: 'The Azure resource ID of the master subnet.',
  })
  @IsSubnetId()
  subnetId?: string;

  @Text(encryption)
  encryptionAtHost?: string;

  @Text(diskEncryption)
  @IsDiskEncryptionSetId()
  diskEncryptionSetId?: string;
}

@Definition('WorkerProfile', 'WorkerProfile represents a worker profile.')
export class WorkerProfile {
  @Text({ access: 'immutable', required: true, description: 'The worker profile name.' })
  @OneOf(['worker'])
  name?: string;

  @Text({ access: 'immutable', required: true, enumeration: vmSize, description: 'The size of the worker VMs.' })
  @VmSizeOf('Worker', workerVmSizes)
  vmSize?: string;

  @Integer({ access: 'immutable', required: true, description: 'The disk size of the worker VMs.' })
  @AtLeast(128)
  diskSizeGB?: number;

  @Text({
    access: 'immutable',
    same: 'ignoring-case',
    required: true,
    description: 'The Azure resource ID of the worker subnet.',
  })
  @IsSubnetId()
  subnetId?: string;

  @Integer({ access: 'immutable', required: true, description: 'The number of worker VMs.' })
  @AtLeast(2)
  @AtMost(50)
  count?: number;

  @Text(encryption)
  encryptionAtHost?: string;

  @Text(diskEncryption)
  @IsDiskEncryptionSetId()
  diskEncryptionSetId?: string;
}
