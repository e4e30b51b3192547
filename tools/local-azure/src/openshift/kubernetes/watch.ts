import { type ServerResponse } from 'node:http';
import { type Clock, seconds } from '@aro-rp/time';
import { type Json } from '../../arm/model/json.ts';
import { type Kind } from './kinds.ts';
import { type KubeObject } from './object.ts';
import { type ObjectEvent, type Objects } from './objects.ts';
import { renderOne, type Representation } from './rendering.ts';
import { type ApiError, refusals } from './status.ts';

export interface WatchRequest {
  kind: Kind;
  namespace?: string;
  matches(object: KubeObject): boolean;
  /** From `resourceVersion`; absent, empty and `0` begin with everything that is there. */
  from: string | null;
  timeoutSeconds: number;
  how: Representation;
}

/**
 * Answers a watch (Kubernetes API concepts, "Efficient detection of changes"): a JSON document per line until the
 * time-out, or until the client goes. An object that begins or ends to match is ADDED or DELETED.
 */
export function watch(objects: Objects, clock: Clock, response: ServerResponse, request: WatchRequest): void {
  const { kind, namespace, matches, from, how } = request;
  const known = new Set<string>();
  let sent = 0;
  const send = (type: string, object: Json) => void response.write(`${JSON.stringify({ type, object })}\n`);
  const tell = (type: ObjectEvent['type'], object: KubeObject) => {
    send(type, renderOne(kind, object, how, clock.now(), sent === 0));
    sent += 1;
  };
  const pass = (event: ObjectEvent) => {
    const { object } = event;
    if (event.kind !== kind || (namespace !== undefined && object.metadata.namespace !== namespace)) return;
    const key = `${object.metadata.namespace ?? ''}/${object.metadata.name}`;
    const isIn = event.type !== 'DELETED' && matches(object);
    if (!isIn && !known.has(key) && !(event.type === 'DELETED' && matches(object))) return;
    const isNew = event.type === 'ADDED' || !known.has(key);
    if (isIn) known.add(key);
    else known.delete(key);
    tell(isIn ? (isNew ? 'ADDED' : 'MODIFIED') : 'DELETED', object);
  };

  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' });
  const listening = objects.onEvent(pass);
  const end = clock.schedule(seconds(request.timeoutSeconds), () => response.end());
  response.on('close', () => {
    listening[Symbol.dispose]();
    end[Symbol.dispose]();
  });

  for (const object of objects.list(kind, namespace))
    if (matches(object)) {
      known.add(`${object.metadata.namespace ?? ''}/${object.metadata.name}`);
      if (from === null || from === '' || from === '0') tell('ADDED', object);
    }
  if (from === null || from === '' || from === '0') return void response.flushHeaders();
  const missed = objects.since(Number(from));
  if (missed) for (const event of missed) pass(event);
  else {
    send('ERROR', tooOld(from).body());
    response.end();
  }
  response.flushHeaders();
}

const tooOld = (from: string): ApiError => refusals.gone(`too old resource version: ${from}`);
