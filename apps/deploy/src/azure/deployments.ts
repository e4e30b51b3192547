import { createHash } from 'node:crypto';
import { seconds } from '@aro-rp/time';
import { type Connection, errorOf, faultsOf } from '../connection/index.ts';
import { type RegionConfig } from '../config/region-config.ts';
import { DeployError, DeploymentFault } from '../deploy-error.ts';
import { apiVersions, targetId } from './ids.ts';
import { createOperations } from './operations.ts';
import { type Deployments, type Target } from './region.ts';
import { readChanges } from './what-if.ts';

const version = `api-version=${apiVersions.deployments}`;
const pollEvery = seconds(2);
const ended = new Set(['Succeeded', 'Failed', 'Canceled']);

interface Shown {
  properties?: {
    provisioningState?: string;
    outputs?: Record<string, { value: unknown }>;
    error?: unknown;
  };
  tags?: Record<string, string>;
}

export function createDeployments(config: RegionConfig, { arm, clock }: Connection): Deployments {
  const pathOf = (target: Target, name: string) =>
    `${targetId(config, target)}/providers/Microsoft.Resources/deployments/${name}`;
  const find = async (path: string) => (await arm.find(`${path}?${version}`)) as Shown | undefined;

  /** @throws DeploymentFault for what Azure says of the template */
  const refused = (error: unknown, name: string): never => {
    if (!(error instanceof DeployError)) throw error;
    const told = errorOf(error.cause);
    if (error.kind !== 'refused' || told?.body.code === undefined) throw error;
    throw new DeploymentFault('refused', name, faultsOf(told.body));
  };

  const until = async (path: string, onOperation: Parameters<Deployments['run']>[4], signal?: AbortSignal) => {
    const operations = createOperations(arm, path, onOperation);
    for (;;) {
      const shown = await find(path);
      await operations.tell();
      if (ended.has(shown?.properties?.provisioningState ?? 'Canceled')) return { shown, operations };
      await clock.sleep(pollEvery, signal);
    }
  };

  return {
    async run(target, name, template, parameters, onOperation, signal) {
      const path = pathOf(target, name);
      const body = bodyOf(target, template, parameters);
      // One with the same content is ours, begun by another run; any other has to end first.
      const mayJoin = async () => {
        const running = await find(path);
        if (!isRunning(running)) return false;
        if (running?.tags?.['content'] === body.tags.content) return true;
        await until(path, undefined, signal);
        return false;
      };
      for (let attempt = 0; !(await mayJoin()); attempt++) {
        try {
          await arm.send('PUT', `${path}?${version}`, { body, signal, what: `deployment ${name}` });
          break;
        } catch (error) {
          const code = error instanceof DeployError ? errorOf(error.cause)?.body.code : undefined;
          // Another run was faster.
          if (code !== 'DeploymentActive' || attempt > 2) refused(error, name);
        }
      }
      const { shown, operations } = await until(path, onOperation, signal);
      if (shown?.properties?.provisioningState === 'Succeeded') return outputsOf(shown);
      const faults = await operations.faults();
      throw new DeploymentFault('failed', name, faults.length > 0 ? faults : faultsOf(shown?.properties?.error));
    },

    async last(target, name, template, parameters) {
      const shown = await find(pathOf(target, name));
      if (shown?.properties?.provisioningState !== 'Succeeded') return undefined;
      const { content } = bodyOf(target, template, parameters).tags;
      return { outputs: outputsOf(shown), isSame: shown.tags?.['content'] === content };
    },

    async whatIf(target, name, template, parameters) {
      const { tags: _, ...body } = bodyOf(target, template, parameters);
      const properties = { ...body.properties, whatIfSettings: { resultFormat: 'FullResourcePayloads' } };
      const path = `${pathOf(target, name)}/whatIf?${version}`;
      const answer = await arm
        .wait('POST', path, { body: { ...body, properties }, what: `what-if of ${name}` })
        .catch((error: unknown) => refused(error, name));
      if (answer.body['status'] !== 'Succeeded')
        throw new DeploymentFault('refused', name, faultsOf(answer.body['error'] ?? answer.body));
      return readChanges(answer.body);
    },

    async validate(target, name, template, parameters) {
      const { tags: _, ...body } = bodyOf(target, template, parameters);
      try {
        const answer = await arm.wait('POST', `${pathOf(target, name)}/validate?${version}`, { body });
        const error = answer.body['error'];
        return error === undefined || error === null ? [] : faultsOf(error);
      } catch (error) {
        const told = error instanceof DeployError && error.kind === 'refused' ? errorOf(error.cause) : undefined;
        // Who may not ask has learnt nothing of the template.
        if (told?.body.code === undefined || told.status === 401 || told.status === 403) throw error;
        return faultsOf(told.body);
      }
    },
  };
}

const isRunning = (shown: Shown | undefined): boolean =>
  shown !== undefined && !ended.has(shown.properties?.provisioningState ?? '');

const outputsOf = ({ properties }: Shown): Record<string, unknown> =>
  Object.fromEntries(Object.entries(properties?.outputs ?? {}).map(([key, { value }]) => [key, value]));

/** The tag `content` says what was deployed, so that a later run knows a deployment as its own. */
function bodyOf(target: Target, template: object, given: Readonly<Record<string, unknown>>) {
  const parameters = Object.fromEntries(Object.entries(given).map(([name, value]) => [name, { value }]));
  const properties = { mode: 'Incremental', template, parameters };
  const content = createHash('sha256')
    .update(JSON.stringify([template, given]))
    .digest('hex');
  return { ...('group' in target ? {} : { location: target.location }), properties, tags: { content } };
}
