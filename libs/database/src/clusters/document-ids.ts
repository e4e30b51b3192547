import { createHash } from 'node:crypto';
import { type ReservationKind } from '../documents.ts';

/** The document that holds a cluster's sealed values. */
export const secretsIdOf = (clusterDocumentId: string): string => `${clusterDocumentId}.secrets`;

/** A value opens in its own document and under its own name only. */
export const sealingContextOf = (secretsId: string, name: string): string => `${secretsId}/${name}`;

/** Deterministic, so that a second holder of the name meets the first. Names are compared ignoring case, as ARM does. */
export const reservationIdOf = ({ kind, value }: { kind: ReservationKind; value: string }): string =>
  `reservation.${createHash('sha256').update(`${kind}:${value.toLowerCase()}`).digest('hex')}`;
