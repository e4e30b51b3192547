import { parse, v5 } from 'uuid';
import { type ResourceId } from './resource-id.ts';

/** Ours, made once; a change of it would lose every stored cluster. */
const namespace = parse('7c5f4f0e-6d0b-4a43-9c8e-2f1b7a0d5e64');

/**
 * The id of a cluster's document: a UUIDv5 (RFC 9562) of the lower-cased resource id. The same for every spelling of
 * the id, so that a GET is a point read and of two racing creates one fails.
 */
export const documentId = (id: Pick<ResourceId, 'key'>): string => v5(id.key, namespace);
