import { createAzure } from '@aro-rp/azure';
import { type ArmServer, createArmServer, createTestContext, homeTenant, type TestContext } from '@aro-rp/local-azure';
import { silentLog } from '@aro-rp/telemetry';
import { milliseconds, seconds, systemClock } from '@aro-rp/time';
import { type ScriptedArm } from './scripted-arm.ts';

/** Local Azure Resource Manager alone, and the real clients on it, which may do everything. */
export interface LocalArm extends Pick<ScriptedArm, 'subscription'>, AsyncDisposable {
  arm: ArmServer;
  faults: TestContext['faults'];
}

export const location = 'eastus';

export async function createLocalArm(): Promise<LocalArm> {
  const context = await createTestContext({ seed: 1 });
  const arm = await createArmServer(context, {
    ...{ port: 0, location, tenantId: homeTenant },
    operationDuration: milliseconds(100),
    roleAssignmentDelay: milliseconds(0),
  });
  const azure = createAzure({
    armEndpoint: arm.endpoint,
    credentialFor: () => ({
      getToken: async () => ({
        token: await context.token({ audience: arm.endpoint }),
        expiresOnTimestamp: systemClock.now() + seconds(3_000),
      }),
    }),
    ...{ clock: systemClock, log: silentLog, callTimeout: seconds(10) },
  });
  return {
    arm,
    faults: context.faults,
    subscription: (who, subscriptionId) => azure.subscription({ ...who, subscriptionId }),
    async [Symbol.asyncDispose]() {
      await arm.close();
      await context.dispose();
    },
  };
}
