import { type Claims } from '../../../host/context.ts';
import { type Json } from '../json.ts';

/** A request that a deployment makes in the name of whoever began it. */
export interface InnerRequest {
  method: 'GET' | 'PUT' | 'POST';
  /** A resource id, with the action behind it for POST. */
  path: string;
  apiVersion: string;
  body?: Json;
  caller: Claims;
  correlationId: string;
  /** The deployment's id. */
  deployment: string;
  /** Texts in `body` that are shown nowhere. */
  secrets: string[];
}

export interface InnerAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: unknown;
}

/** Does what a client's request would do, through the same routes, rights, locks and policies, and logs it as one. */
export interface Performer {
  /**
   * @param also is part of the same transaction
   * @throws ArmError what a client would be answered
   */
  perform(request: InnerRequest, also?: (answer: InnerAnswer) => void): InnerAnswer;
}

/** Does the same at a provider behind the front door, which nobody can wait for inside a transaction. */
export interface RemotePerformer {
  /** @returns what a client would be answered, refusals included; the names of headers are in lower case */
  perform(request: InnerRequest): Promise<InnerAnswer>;
}
