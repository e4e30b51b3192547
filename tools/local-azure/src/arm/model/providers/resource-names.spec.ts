import { requireName } from './resource-names.ts';

const long = (length: number) => 'a'.repeat(length);

it.each<[string, string[], string[]]>([
  ['Microsoft.Network/virtualNetworks', ['ab', 'A.b-c_', long(64)], ['v', '_ab', 'ab-', 'a b', 'aé', long(65)]],
  ['Microsoft.Network/virtualNetworks/subnets', ['s', long(80)], ['s.', '-s', long(81)]],
  ['Microsoft.Network/privateEndpoints', ['pe', long(64)], ['p', long(65)]],
  ['microsoft.network/NETWORKSECURITYGROUPS', ['n', long(80)], ['(n)', long(81)]],
  ['Microsoft.Compute/virtualMachines', ['m', 'demo-x7k2p-master-0', long(64)], ['m-', long(65)]],
  ['Microsoft.Compute/disks', ['d_', long(80)], ['d.', long(81)]],
  ['Microsoft.ManagedIdentity/userAssignedIdentities', ['abc', 'a-_', long(128)], ['ab', 'a.c', long(129)]],
  ['Microsoft.Nothing/things', ['!', long(200)], []],
])('names of %s are as Azure has them', (type, good, bad) => {
  for (const name of good) expect(() => requireName(type, name)).not.toThrow();
  for (const name of bad) expect(() => requireName(type, name)).toThrow(`Resource name ${name} is invalid.`);
});
