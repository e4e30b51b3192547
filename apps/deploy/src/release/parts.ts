import { type Clock, type Duration } from '@aro-rp/time';
import { type Change, type Deployments, type Region, type ScaleSets, type Target } from '../azure/index.ts';
import { type ServiceConfig } from '../config/index.ts';
import { type Progress } from '../progress/index.ts';
import { type ServiceName } from '../services.ts';
import { type Machines } from './machines.ts';
import { type Version } from './record.ts';

/** How whoever started a run ends it before its time. */
export interface Interruption {
  /** It stops where it is; the same command goes on. */
  stop: AbortSignal;
  /** It is undone as if it had failed. */
  undo: AbortSignal;
}

/** The part of a region that a release works on. */
export type ReleaseRegion = Pick<Region, 'metrics' | 'queues' | 'blobs' | 'registry'> & {
  scaleSets: ScaleSets & {
    /** Deletes what scaled the service's scale sets that are gone. */
    dropAutoscale(service: ServiceName): Promise<void>;
  };
  machines: Machines;
  deployments: Deployments & {
    /** Cancels it when it runs, and returns when it makes nothing any more. Absent or ended is fine. */
    cancel(target: Target, name: string): Promise<void>;
  };
};

/** All that the releases of one service into one region need. */
export interface ReleaseParts {
  region: ReleaseRegion;
  service: ServiceName;
  config: Pick<ServiceConfig, 'instances' | 'healthyWithin' | 'soak' | 'goneWithin' | 'maxFailures' | 'maxQueueAge'>;
  /** Names the region in the version store. */
  location: string;
  target: Target;
  /** The service's template, and its parameters for a version. @param release the run */
  deployment(given: Version & { release: string }): { template: object; parameters: Record<string, unknown> };
  /** How a change that is about to be made is told. */
  tell?(change: Change): string;
  clock: Clock;
  /** How often instances and figures are looked at. */
  lookEvery: Duration;
  progress: Progress;
  /** Who releases, for whoever finds it in the way. */
  by: string;
  /** Of this run; no other has had it. */
  run: string;
  interruption: Interruption;
}

export const scaleSetName = (service: ServiceName, version: string): string => `${service}-${version}`;
