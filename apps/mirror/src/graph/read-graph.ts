import { type Digest, type ImageReference, parseImageReference } from '@aro-rp/registry';
import { MirrorError } from '../mirror-error.ts';

/** One release as the update graph names it. */
export interface Release {
  /** Such as `4.16.30`; unique in a graph. */
  version: string;
  /** The release image, by digest. */
  payload: ImageReference & { digest: Digest };
}

/** Semantic Versioning 2.0.0, section 2 and 9 to 10. */
const semanticVersion = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Reads a graph as Cincinnati answers it (`application/json`): nodes with version and payload, edges as pairs of places
 * in that list. Members that are not named here are ignored.
 * @throws MirrorError `malformed`, naming the first fault and where it is
 */
export function readGraph(text: string, where: string): Release[] {
  const fault = (what: string) => new MirrorError('malformed', `${where}: ${what}`);
  const { nodes, edges } = parsed(text, fault);
  if (!Array.isArray(nodes)) throw fault('`nodes` is no list');
  if (edges !== undefined && !Array.isArray(edges)) throw fault('`edges` is no list');
  const releases = nodes.map((node: unknown, index) => releaseOf(node, `nodes[${index}]`, fault));
  const seen = new Set<string>();
  for (const { version } of releases) {
    if (seen.has(version)) throw fault(`${version} is there twice`);
    seen.add(version);
  }
  for (const [index, edge] of (edges ?? []).entries())
    if (!isEdge(edge, releases.length)) throw fault(`edges[${index}] is no pair of places in \`nodes\``);
  return releases;
}

type Fault = (what: string) => MirrorError;

function parsed(text: string, fault: Fault): { nodes?: unknown; edges?: unknown } {
  let graph: unknown;
  try {
    graph = JSON.parse(text);
  } catch {
    throw fault('it is no JSON');
  }
  if (typeof graph !== 'object' || graph === null || Array.isArray(graph)) throw fault('it is no JSON object');
  return graph;
}

function releaseOf(node: unknown, place: string, fault: Fault): Release {
  const { version, payload } = (node ?? {}) as { version?: unknown; payload?: unknown };
  if (typeof version !== 'string' || !semanticVersion.test(version))
    throw fault(`${place}.version is no semantic version`);
  const reference = typeof payload === 'string' ? parseImageReference(payload) : undefined;
  const { digest } = reference ?? {};
  if (reference === undefined || digest === undefined)
    throw fault(`${place}.payload of ${version} is no image by digest`);
  return { version, payload: { ...reference, digest } };
}

const isEdge = (edge: unknown, count: number): boolean =>
  Array.isArray(edge) &&
  edge.length === 2 &&
  edge.every((place) => Number.isInteger(place) && place >= 0 && place < count);
