import { type Clock, type Duration } from '@aro-rp/time';
import { type ArmWorld } from '../arm-world.ts';
import { type AzureClient } from '../azure/client.ts';
import { type CloudUser } from './credentials.ts';
import { type Assets } from '../boot/assets.ts';
import { type Objects } from '../kubernetes/objects.ts';
import { type Timeline } from '../timeline.ts';
import { type Facts } from './facts.ts';

/** What the parts of a running cluster are given. */
export interface ClusterContext {
  /** The managed resource group. */
  groupId: string;
  assets: Assets;
  objects: Objects;
  facts: Facts;
  world: ArmWorld;
  /** Azure Resource Manager as one part of the cluster, with the credentials that it has at this moment. */
  azureAs(user: CloudUser): AzureClient;
  clock: Clock;
  timeline: Timeline;
  random: () => number;
  log(line: string): void;
}

/** A part of a cluster that brings it nearer to what it should be, each time it is called. */
export interface Controller {
  name: string;
  /** @returns when it wants to be called again, if nothing changes before */
  reconcile(cluster: ClusterContext): Promise<Duration | undefined>;
}
