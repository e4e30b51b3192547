import { type Violation } from '../../errors/violation.ts';
import { type ResourceId } from '../../ids/resource-id.ts';
import { type ClusterWire } from '../wire/cluster.ts';

/** What a rule may know beside the cluster. */
export interface RuleContext {
  readonly id: ResourceId;
  /** The region of this service. */
  readonly location: string;
  /** Under which clusters get a domain from the service; undefined when unknown. */
  readonly clusterDomain?: string;
  /** The cluster as this version shows it now; undefined for a create. */
  readonly stored?: ClusterWire;
}

/**
 * A rule that needs more than one value. Pure, never throws, and copes with anything that the form of a body allows:
 * values that are missing or wrong by themselves are reported elsewhere.
 */
export type Rule = (cluster: ClusterWire, context: RuleContext) => Violation[];

/** A rule about members that cannot change: it has nothing to say of a cluster that exists. */
export const onCreate =
  (rule: Rule): Rule =>
  (cluster, context) =>
    context.stored === undefined ? rule(cluster, context) : [];

export const invalid = (target: string, message: string, code = 'InvalidParameter'): Violation => ({
  code,
  target,
  message,
});
