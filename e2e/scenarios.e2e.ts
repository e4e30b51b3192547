import { join } from 'node:path';
import { startSystem, type System } from './harness/system.ts';
import { loadScenarios } from './scenario-runner/load.ts';
import { createScenarioRunner, type ScenarioRunner } from './scenario-runner/run.ts';

describe('scenario', () => {
  let system: System;
  let runner: ScenarioRunner;

  beforeAll(async () => {
    system = await startSystem();
    runner = await createScenarioRunner(system);
  }, 120_000);
  afterAll(async () => {
    runner?.close();
    await system?.stop();
  });

  for (const scenario of loadScenarios(join(import.meta.dirname, 'scenarios')))
    it(`${scenario.title}`, () => runner.run(scenario), 60_000);
});
