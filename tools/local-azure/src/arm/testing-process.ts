import { milliseconds } from '@aro-rp/time';
import { homeTenant } from '../entra/tenants.ts';
import { createTestContext } from '../host/testing.ts';
import { createArmServer } from './server.ts';

/** Azure Resource Manager as a process that a test can kill; says where it is in its first line. */
const [folder = ''] = process.argv.slice(2);
const context = await createTestContext({ folder });
const { endpoint } = await createArmServer(context, {
  port: 0,
  location: 'eastus',
  tenantId: homeTenant,
  operationDuration: milliseconds(300),
});
console.log(endpoint);
