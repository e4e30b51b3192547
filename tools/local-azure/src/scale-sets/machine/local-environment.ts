import { formatDuration, parseDuration, seconds } from '@aro-rp/time';
import { type Times } from '../times.ts';

/** Where a machine's program finds what has no name of its own in the templates. */
export interface Surroundings {
  /** The file with the authority of this Azure. */
  caFile: string;
  arm: string;
  authorityHost: string;
  graph: string;
  /** An HTTP proxy that reaches the private addresses of clusters. */
  clusterProxy?: string;
}

/**
 * What a program is given here beside what its template gives it: the addresses of this machine's Azure, and times that
 * fit to it. A program reads of it what it knows.
 * @param given what its template gives it
 */
export function localAdditions(
  given: Readonly<Record<string, string>>,
  {
    address,
    metadata,
    times,
    surroundings,
  }: { address: string; metadata: string; times: Times; surroundings: Surroundings },
): Record<string, string> {
  const { caFile, arm, authorityHost, graph, clusterProxy } = surroundings;
  const faster = (name: string, fallback: number) =>
    formatDuration(times.of(parseDuration(given[name] ?? '') ?? seconds(fallback)));
  return {
    ...(process.env['PATH'] === undefined ? {} : { PATH: process.env['PATH'] }),
    NODE_EXTRA_CA_CERTS: caFile,
    AZURE_POD_IDENTITY_AUTHORITY_HOST: metadata,
    AZURE_AUTHORITY_HOST: authorityHost,
    ARM_ENDPOINT: arm,
    ARM_METADATA_URL: `${arm}/metadata/authentication`,
    GRAPH_ENDPOINT: graph,
    ...(clusterProxy === undefined ? {} : { CLUSTER_PROXY: clusterProxy }),
    HOST: address,
    HEALTH_HOST: address,
    DRAIN_TIME: faster('DRAIN_TIME', 30),
    SERVE_WHILE_DRAINING: faster('SERVE_WHILE_DRAINING', 20),
    // Azure answers here within milliseconds, and rights spread within seconds.
    CERTIFICATE_EVERY: '5s',
    RETRY_AFTER: '1',
    POLL_EVERY: '250ms',
    RIGHTS_SPREAD_WITHIN: '20s',
    REQUESTS_END_WITHIN: '10s',
    WATCH_EVERY: '30s',
  };
}
