import { ArmError } from '../errors.ts';

interface NameRule {
  least: number;
  most: number;
  pattern: RegExp;
}

const words = /^[a-z0-9](?:[\w.-]*\w)?$/i;
const upTo80: NameRule = { least: 1, most: 80, pattern: words };

/** Azure's "naming rules and restrictions for Azure resources". Types that judge their names themselves are not here. */
const rules: Readonly<Record<string, NameRule>> = {
  'microsoft.compute/disks': upTo80,
  'microsoft.compute/virtualmachines': { least: 1, most: 64, pattern: words },
  'microsoft.managedidentity/userassignedidentities': { least: 3, most: 128, pattern: /^[a-z0-9][\w-]*$/i },
  'microsoft.network/loadbalancers': upTo80,
  'microsoft.network/natgateways': upTo80,
  'microsoft.network/networkinterfaces': upTo80,
  'microsoft.network/networksecuritygroups': upTo80,
  'microsoft.network/privateendpoints': { least: 2, most: 64, pattern: words },
  'microsoft.network/privatelinkservices': upTo80,
  'microsoft.network/publicipaddresses': upTo80,
  'microsoft.network/routetables': upTo80,
  'microsoft.network/virtualnetworks': { least: 2, most: 64, pattern: words },
  'microsoft.network/virtualnetworks/subnets': upTo80,
};

/** @param type with its namespace. @throws ArmError `InvalidResourceName` */
export function requireName(type: string, name: string): void {
  const rule = rules[type.toLowerCase()];
  if (!rule || (name.length >= rule.least && name.length <= rule.most && rule.pattern.test(name))) return;
  throw new ArmError(
    400,
    'InvalidResourceName',
    `Resource name ${name} is invalid. The name can be up to ${rule.most} characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'.`,
    { details: [] },
  );
}
