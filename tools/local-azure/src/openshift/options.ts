import { type LocalService } from '../host/context.ts';
import { type ArmWorld } from './arm-world.ts';
import { type Timeline } from './timeline.ts';

export interface OpenShiftOptions {
  /** Of the proxy; 0 takes a free one. */
  port: number;
  arm: ArmWorld;
  /** `fast` unless told. */
  timeline?: 'fast' | 'real' | Timeline;
  /** Of the names that the cluster makes up; `Math.random` unless told. */
  random?: () => number;
}

/** What one stand-in does at this moment. */
export interface ClusterReport {
  infraId: string;
  /** The managed resource group. */
  groupId: string;
  /** Absent until the ignition is known. */
  domain?: string;
  stage: 'waiting' | 'booting' | 'bootstrapping' | 'running';
  /** Why it does not come up, in the words of its serial console. */
  unmet?: string;
}

export interface OpenShiftServer extends LocalService {
  name: 'openshift';
  /** `http://localhost:PORT` of the CONNECT proxy. */
  proxy: string;
  clusters(): ClusterReport[];
}
