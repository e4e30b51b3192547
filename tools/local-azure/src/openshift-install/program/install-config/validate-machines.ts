import { type MachineSize } from '../azure/facts.ts';
import { Failure } from '../failure.ts';
import { type ResolvedPool } from '../machines/pools.ts';
import { type FieldErrors } from './field-errors.ts';

const architectures: Record<string, string> = { amd64: 'x64', arm64: 'Arm64' };

/** Whether the size is there and large enough for its role. */
export function validateSize(pool: ResolvedPool, size: MachineSize | Failure, errors: FieldErrors): void {
  const { type, osDisk } = pool.machines;
  const path = `${pool.path}.platform.azure.type`;
  if (size instanceof Failure) return errors.invalid(path, type, size.message);
  const capability = (name: string): string | undefined => {
    const value = size.capabilities.get(name);
    if (value === undefined) errors.invalid(path, type, `capability not found: ${name}`);
    return value;
  };
  const requirements = [
    ['vCPUsAvailable', pool.minimum.vCpus, 'vCPUsAvailable'],
    ['MemoryGB', pool.minimum.memoryGB, 'GB Memory'],
  ] as const;
  for (const [name, least, unit] of requirements) {
    const value = capability(name);
    if (value !== undefined && Number(value) < least)
      errors.invalid(path, type, `instance type does not meet minimum resource requirements of ${least} ${unit}`);
  }
  if (osDisk.diskType === 'Premium_LRS' && capability('PremiumIO')?.toLowerCase() === 'false')
    errors.invalid(
      `${pool.path}.platform.azure.osDisk.diskType`,
      osDisk.diskType,
      `PremiumIO not supported for instance type ${type}`,
    );
  if (size.family === 'standardNVSv4Family')
    errors.invalid(path, type, `${size.family} is currently only supported on Windows`);
  const architecture = capability('CpuArchitectureType');
  if (architecture !== undefined && architecture !== architectures[pool.architecture])
    errors.invalid(
      path,
      type,
      `instance type architecture '${architecture}' does not match install config architecture ${pool.architecture}`,
    );
}

/** Whether the marketplace has the image, and the size boots its generation. */
export function validateImage(
  { path, machines }: ResolvedPool,
  generation: string | Failure,
  size: MachineSize | Failure,
  errors: FieldErrors,
): void {
  const { osImage } = machines;
  const image = `${path}.platform.azure.osImage`;
  if (generation instanceof Failure)
    return errors.invalid(image, osImage, `could not get marketplace image: ${generation.message}`);
  // Without a size there is nothing to compare, and that has been said.
  if (size instanceof Failure) return;
  const supported = (size.capabilities.get('HyperVGenerations') ?? '').split(',');
  if (!supported.includes(generation))
    errors.invalid(
      image,
      osImage?.sku,
      `instance type supports HyperVGenerations [${supported.join(' ')}] but the specified image is for HyperVGeneration ${generation}; to correct this issue either specify a compatible instance type or change the HyperVGeneration for the image by using a different SKU`,
    );
}
