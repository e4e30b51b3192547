import { type Claims } from '../../../host/context.ts';
import { type Parameters, type PlannedResource } from '../../template/index.ts';
import { type Template } from '../../template/template.ts';
import { type ErrorDetail } from '../errors.ts';
import { type Json } from '../json.ts';
import { groupIdPath, keyOf, subscriptionIdPath } from '../resource-id.ts';

/** Where a deployment is kept and what it deploys to. */
export interface DeploymentPlace {
  subscriptionId: string;
  /** Absent for one to the subscription. */
  resourceGroup?: string;
}

export const endStates = ['Succeeded', 'Failed', 'Canceled'] as const;
export type EndState = (typeof endStates)[number];
export type DeploymentState = 'Accepted' | 'Running' | EndState;

export interface DeploymentFault {
  code: string;
  message: string;
  target?: string;
  details?: ErrorDetail[];
}

/** How far one resource of a deployment is. */
export interface ResourceWork {
  state: 'waiting' | 'running' | 'succeeded' | 'failed';
  /** Of its entry in the deployment's operations. */
  operationId: string;
  /** ISO 8601. */
  startTime?: string;
  endTime?: string;
  /** The status of the answer to its PUT. */
  statusCode?: number;
  /** What ends it: a long operation, a deployment inside, or the provider behind the front door that it was put to. */
  awaits?: { kind: 'operation' | 'deployment'; id: string } | { kind: 'provider'; statusUrl?: string };
  /** The body of the answer, or of the operation, that was no success. */
  fault?: Json;
}

/** A deployment as stored. What is secret, and what only its work needs, is forgotten when it ends. */
export interface Deployment extends DeploymentPlace {
  id: string;
  name: string;
  location?: string;
  tags?: Record<string, string>;
  /** Of its own status document. */
  operationId: string;
  apiVersion: string;
  /** In whose name everything is done. */
  caller: Claims;
  correlationId: string;
  /** ISO 8601. */
  startTime: string;
  endTime?: string;
  state: DeploymentState;
  mode: 'Incremental';
  /** For export: as sent, without secrets. */
  source: Json;
  templateHash: string;
  /** `providers` of GET. */
  providers: Json[];
  parameters: Parameters;
  resources: (PlannedResource & { work: ResourceWork })[];
  /** Gone when it has ended. `secrets` are texts that are shown nowhere. */
  running?: { template: Template; secrets: string[] };
  outputs?: Parameters;
  fault?: DeploymentFault;
}

export const isEndState = (state: string): state is EndState => (endStates as readonly string[]).includes(state);
export const isEnded = ({ state }: Deployment): boolean => isEndState(state);

export const scopePath = ({ subscriptionId, resourceGroup }: DeploymentPlace): string =>
  resourceGroup === undefined ? subscriptionIdPath(subscriptionId) : groupIdPath(subscriptionId, resourceGroup);

export const deploymentsPath = (place: DeploymentPlace): string =>
  `${scopePath(place)}/providers/Microsoft.Resources/deployments`;

export const deploymentKey = (place: DeploymentPlace, name: string): string =>
  keyOf(`${deploymentsPath(place)}/${name}`);
