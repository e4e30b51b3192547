import { ArmError } from '../../errors.ts';

const learnMore =
  'Setup Alerts when Quota reaches threshold. Learn more at https://aka.ms/quotamonitoringalerting . Submit a request for Quota increase at https://aka.ms/ProdportalCRP by specifying parameters listed in the ‘Details’ section for deployment to succeed. Please read more about quota limits at https://docs.microsoft.com/azure/azure-supportability/';

/** Answers of Microsoft.Compute, in its codes and words. */
export const computeRefusals = {
  invalidParameter: (target: string, message: string) => new ArmError(400, 'InvalidParameter', message, { target }),
  missingParameter: (target: string) =>
    new ArmError(400, 'InvalidParameter', `Required parameter '${target}' is missing (null).`, { target }),
  unchangeable: (member: string) =>
    new ArmError(409, 'PropertyChangeNotAllowed', `Changing property '${member}' is not allowed.`, { target: member }),
  notAllowed: (message: string, target?: string) =>
    new ArmError(409, 'OperationNotAllowed', message, target === undefined ? {} : { target }),
  skuNotAvailable: (size: string, where: string) =>
    new ArmError(
      409,
      'SkuNotAvailable',
      `The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions: ${size}' is currently not available in ${where}. Please try another size or deploy to a different location or different zone. See https://aka.ms/azureskunotavailable for details.`,
    ),
  unknownSize: (size: string, known: readonly string[]) =>
    new ArmError(
      400,
      'InvalidParameter',
      `The value ${size} provided for the VM size is not valid. The valid sizes in the current region are: ${known.join(',')}. Find out more on the valid VM sizes in each region at https://aka.ms/azure-regions.`,
      { target: 'vmSize' },
    ),
  zonesNotSupported: (id: string, zones: readonly string[], location: string, supported: readonly string[]) =>
    new ArmError(
      400,
      'InvalidAvailabilityZone',
      `The zone(s) '${zones.join(',')}' for resource '${id}' is not supported. The supported zones for location '${location}' are '${supported.join(',')}'`,
    ),
  quotaExceeded: (
    what: string,
    { location, limit, usage, required }: { location: string; limit: number; usage: number; required: number },
  ) =>
    new ArmError(
      409,
      'OperationNotAllowed',
      `Operation could not be completed as it results in exceeding approved ${what} quota. Additional details - Deployment Model: Resource Manager, Location: ${location}, Current Limit: ${limit}, Current Usage: ${usage}, Additional Required: ${required}, (Minimum) New Limit Required: ${usage + required}. ${learnMore}`,
    ),
  imageNotFound: (image: string) =>
    new ArmError(
      404,
      'PlatformImageNotFound',
      `The platform image '${image}' is not available. Verify that all fields in the storage profile are correct. For more details about storage profile information, please refer to https://aka.ms/storageprofile`,
      { target: 'imageReference' },
    ),
  wrongGeneration: (size: string, generation: string) =>
    new ArmError(
      400,
      'BadRequest',
      `The selected VM size '${size}' cannot boot Hypervisor Generation '${generation}'. If this was a Create operation please check that the Hypervisor Generation of the Image matches the Hypervisor Generation of the selected VM Size. If this was an Update operation please select a Hypervisor Generation '${generation}' VM Size. For more information, see https://aka.ms/azuregen2vm`,
    ),
  planMissing: (machine: string, { name, publisher, product }: { name: string; publisher: string; product: string }) =>
    new ArmError(
      400,
      'VMMarketplaceInvalidInput',
      `Creating a virtual machine from Marketplace image or a custom image sourced from a Marketplace image requires Plan information in the request. VM: '${machine}'. The plan of the image is name '${name}', publisher '${publisher}', product '${product}'.`,
    ),
  planUnexpected: (machine: string) =>
    new ArmError(
      400,
      'VMMarketplaceInvalidInput',
      `Unable to deploy from the Marketplace image or a custom image sourced from Marketplace image. The part number in the purchase information for VM '${machine}' is not as expected. Beware that the Plan object's properties are case-sensitive. Learn more about common virtual machine error codes.`,
    ),
  diskExists: (disk: string, group: string) =>
    new ArmError(
      409,
      'ConflictingUserInput',
      `Disk ${disk} already exists in resource group ${group.toUpperCase()}. Only CreateOption.Attach is supported.`,
      { target: `/disks/${disk}` },
    ),
  notFound: (id: string) =>
    new ArmError(
      404,
      'NotFound',
      `Resource ${id.split('/').at(-1)} is not found: '${id}'. It must be in the same region and subscription as the resource that refers to it.`,
      { target: id },
    ),
} as const;
