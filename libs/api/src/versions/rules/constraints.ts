import { isIP } from 'node:net';
import { IsIn, Max, Min, ValidateBy, type ValidationArguments } from 'class-validator';
import { oneOf, quote } from '../../errors/quote.ts';
import {
  parseDiskEncryptionSetId,
  parseResourceGroupId,
  parseSubnetId,
  parseUserAssignedIdentityId,
} from '../../ids/linked-ids.ts';
import { isUuid } from '../../ids/rules.ts';
import { isNetworkAddress, formatCidr, parseCidr } from './cidr.ts';
import { type VmSize } from './vm-sizes.ts';

/** A rule of one text; `explain` says what is allowed, after the value at fault. `code` is `InvalidParameter` unless told. */
const text = (
  name: string,
  isValid: (value: string) => boolean,
  explain: (value: string) => string,
  { code, secret = false }: { code?: string; secret?: boolean } = {},
): PropertyDecorator =>
  ValidateBy(
    {
      name,
      validator: {
        validate: (value) => typeof value !== 'string' || isValid(value),
        defaultMessage: ({ value } = { value: '' } as ValidationArguments) =>
          secret ? explain('') : `${quote(value)} is not allowed: ${explain(String(value))}`,
      },
    },
    code === undefined ? {} : { context: { code } },
  );

export const OneOf = (values: readonly string[]): PropertyDecorator =>
  IsIn(values, { message: ({ value }) => `${quote(value)} is not allowed; use ${oneOf(values)}.` });

export const AtLeast = (least: number): PropertyDecorator =>
  Min(least, { message: ({ value }) => `${quote(value)} is too small; the least is ${least}.` });

export const AtMost = (most: number): PropertyDecorator =>
  Max(most, { message: ({ value }) => `${quote(value)} is too large; the most is ${most}.` });

export const Uuid = (): PropertyDecorator =>
  text('uuid', isUuid, () => "it must be a UUID such as '00000000-0000-0000-0000-000000000000'.");

export const IsResourceGroupId = (): PropertyDecorator =>
  text(
    'resourceGroupId',
    (value) => parseResourceGroupId(value) !== undefined,
    () => "it must be the id of a resource group: '/subscriptions/{id}/resourceGroups/{name}'.",
  );

export const IsSubnetId = (): PropertyDecorator =>
  text(
    'subnetId',
    (value) => parseSubnetId(value) !== undefined,
    () =>
      "it must be the id of a subnet: '/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Network/virtualNetworks/{name}/subnets/{name}'. The name of a network has 2 to 64 characters, that of a subnet 2 to 80: letters, digits, '-', '_' and '.'.",
  );

export const IsDiskEncryptionSetId = (): PropertyDecorator =>
  text(
    'diskEncryptionSetId',
    (value) => parseDiskEncryptionSetId(value) !== undefined,
    () =>
      "it must be the id of a disk encryption set: '/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.Compute/diskEncryptionSets/{name}'.",
  );

export const IsUserAssignedIdentityId = (): PropertyDecorator =>
  text(
    'userAssignedIdentityId',
    (value) => parseUserAssignedIdentityId(value) !== undefined,
    () =>
      "it must be the id of a managed identity: '/subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/{name}'.",
  );

export const VmSizeOf = (role: string, sizes: ReadonlyMap<string, VmSize>): PropertyDecorator =>
  text(
    'vmSize',
    (value) => sizes.has(value),
    () => `${role} machines cannot be of this size. Use a supported one, such as '${[...sizes.keys()][0]}'.`,
  );

const label = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const firstLabel = /^[a-z][-a-z0-9]*[a-z0-9]$/;

/** What a new cluster's domain may be: lower-case DNS labels (RFC 1123), the first with a letter at its beginning. */
function isDomain(value: string): boolean {
  const labels = value.split('.');
  return value.length <= 253 && labels.every((each) => label.test(each)) && firstLabel.test(labels[0] ?? '');
}

export const Domain = (): PropertyDecorator =>
  text(
    'domain',
    isDomain,
    () =>
      "it must be lower-case letters, digits and '-', in labels of up to 63 between dots, each beginning and ending with a letter or digit; the first label has two characters or more and begins with a letter.",
  );

export const OpenShiftVersion = (): PropertyDecorator =>
  text(
    'version',
    (value) => /^\d{1,4}\.\d{1,4}\.\d{1,4}(-[0-9A-Za-z.-]{1,64})?$/.test(value),
    () => "it must be a version such as '4.14.16'. Leave it out to have the default one.",
  );

/** All of an IPv4 range's faults but one are `InvalidParameter`; host bits have a code of their own. */
export function CidrOfAtMost(prefix: number): PropertyDecorator {
  const rules = [
    text(
      'cidr',
      (value) => parseCidr(value) !== undefined,
      (value) =>
        `it must be an IPv4 range such as '10.128.0.0/14'${isIP(value.split('/')[0] ?? '') === 6 ? '; IPv6 is not supported' : ''}.`,
    ),
    text(
      'cidrPrefix',
      (value) => (parseCidr(value)?.prefix ?? 0) <= prefix,
      () => `the range is too small; its prefix must be /${prefix} or less.`,
    ),
    text(
      'networkAddress',
      (value) => {
        const range = parseCidr(value);
        return range === undefined || isNetworkAddress(range);
      },
      (value) => {
        const range = parseCidr(value);
        return `it must begin with the range's network address; use '${range === undefined ? '' : formatCidr(range)}'.`;
      },
      { code: 'InvalidNetworkAddress' },
    ),
  ];
  return (target, property) => rules.forEach((decorate) => decorate(target, property));
}

/** Of a secret: it is sealed into one document with the others. Never quotes the value. */
export const AtMostLong = (most: number): PropertyDecorator =>
  text(
    'length',
    ({ length }) => length <= most,
    () => `The value is over ${most} characters long.`,
    { secret: true },
  );

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isPullSecret(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    if (!isObject(parsed)) return false;
    const auths: unknown = 'auths' in parsed ? parsed.auths : {};
    return isObject(auths) && Object.values(auths).every(isObject);
  } catch {
    return false;
  }
}

/** Never quotes the value. */
export const PullSecret = (): PropertyDecorator =>
  text(
    'pullSecret',
    isPullSecret,
    () =>
      'The pull secret must be a JSON object of the form \'{"auths":{…}}\', as downloaded from the Red Hat console.',
    { secret: true },
  );
