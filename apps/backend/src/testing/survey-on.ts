import { type OpenShiftCluster } from '@aro-rp/api';
import { resource } from '@aro-rp/testing';
import { type ClusterContext } from '../plans/context.ts';
import { type ClusterFacts } from '../plans/facts.ts';
import { type Finding } from '../plans/validation/findings.ts';
import { type Check, createSurvey } from '../plans/validation/survey.ts';
import { placedCluster, subnetsOf } from './places.ts';
import { type ScriptedArm } from './scripted-arm.ts';
import { contextOn, runWith } from './step-on.ts';

export const surveyed = resource('c1');
export const subnetIds = subnetsOf(surveyed);
export const networkId = subnetIds.master.replace(/\/subnets\/.*/, '');

type Properties = Record<string, unknown>;

/** What is different from a cluster, and from a subscription, in which all is well. */
export interface Surveyed {
  verb?: 'create' | 'update';
  cluster?(properties: OpenShiftCluster['properties']): void;
  network?: Properties;
  master?: Properties;
  worker?: Properties;
  facts?: Partial<ClusterFacts>;
  context?: Partial<ClusterContext>;
  /** What is at other paths, in lower case; a number is the status of a refusal, a text the code of a conflict. */
  at?: Record<string, object | number | string>;
}

/** What one check finds. */
export async function findingsOf(arm: ScriptedArm, check: Check, given: Surveyed = {}): Promise<Finding[]> {
  const cluster = placedCluster(surveyed);
  given.cluster?.(cluster.properties);
  const subnet = (id: string, addressPrefix: string, properties: Properties = {}) => ({
    id,
    properties: { addressPrefix, provisioningState: 'Succeeded', ...properties },
  });
  const network = {
    location: 'West Europe',
    properties: {
      subnets: [
        subnet(subnetIds.master.toUpperCase(), '10.0.0.0/23', given.master),
        subnet(subnetIds.worker, '10.0.2.0/23', given.worker),
      ],
      ...given.network,
    },
  };
  arm.script(({ path }) => {
    const found = { [networkId.toLowerCase()]: network, ...given.at }[path.toLowerCase()];
    if (typeof found === 'number') return { status: found, body: { error: { code: 'Refused', message: 'No.' } } };
    if (typeof found === 'string') return { status: 409, body: { error: { code: found, message: 'No.' } } };
    return found && { status: 200, body: { id: path, ...found } };
  });
  const context = contextOn(arm, surveyed, { cluster, ...given.context });
  return check(await createSurvey(context, runWith(given.facts), given.verb ?? 'create'));
}

export const messages = (found: readonly Finding[]): string[] => found.map(({ error }) => error.message);
