import {
  type CosmosServer,
  createCosmosServer,
  createTestContext,
  type FaultAction,
  type FaultRule,
  type TestContext,
} from '@aro-rp/local-azure';
import { standIn } from './stand-in.ts';

export const partitions = 4;

export interface CosmosFixture {
  context: TestContext;
  cosmos: CosmosServer;
  /** One batch meets the fault, or what `rule` names. Faults end with their test. @returns the id of the fault */
  strike(action: FaultAction, rule?: Partial<FaultRule>): string;
}

/**
 * Local Cosmos DB with four partitions for the tests of this file or of this `describe`. What it gives can be named at
 * once, and used from `beforeAll` on.
 */
export function useCosmos(): CosmosFixture {
  let context: TestContext;
  let cosmos: CosmosServer;
  beforeAll(async () => {
    context = await createTestContext();
    cosmos = await createCosmosServer(context, { port: 0, partitions });
  });
  afterEach(() => context.faults.clear());
  afterAll(async () => {
    await cosmos.close();
    await context.dispose();
  });
  return {
    context: standIn(() => context),
    cosmos: standIn(() => cosmos),
    strike: (action, rule) => context.faults.add({ service: 'cosmos', method: 'BATCH', action, ...rule }),
  };
}
