import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Clock, minutes } from '@aro-rp/time';
import { type Request, type Response, Router } from 'express';
import { keyOf } from './model/resource-id.ts';
import { type Resource, type ResourceView } from './model/resource.ts';
import { type Store } from './store.ts';

/** What virtual machines wrote on their serial lines. On the disk when a call returns. */
export interface SerialConsole {
  /** Adds a line; does nothing when there is no such machine. Only the newest 1 MB are kept. */
  append(machineId: string, line: string): void;
  /** All lines, each with its end; empty when there is no such machine. A machine that was made anew begins with nothing. */
  read(machineId: string): string;
  /** Where anybody reads it without a token, as with the signed URL of boot diagnostics. */
  urlOf(machine: Resource, validMinutes: number): string;
  /** Answers those URLs: 200 `text/plain`, 403 when it is not ours or over, 404 when the machine is gone. */
  router: Router;
}

const path = '/bootdiagnostics/serial-console.log';
const capacity = 1_048_576;

interface Log {
  /** The machine's resource id. */
  id: string;
  /** What Azure calls the machine: two that had one name after the other are two. */
  vmId: unknown;
  text: string;
}

/** @param origin of the server that the router is mounted on */
export function createSerialConsole(store: Store, view: ResourceView, clock: Clock, origin: string): SerialConsole {
  const logs = store.table<Log>('serial-console');
  const secrets = store.table<{ secret: string }>('serial-console-secret');
  const secret = secrets.get('urls')?.secret ?? randomBytes(32).toString('base64url');
  secrets.put('urls', { secret });
  for (const { id } of logs.within('')) if (!view.get(id)) logs.remove(keyOf(id));

  const nameOf = ({ properties }: Resource): string => String(properties['vmId']);
  const textOf = (machine: Resource): string => {
    const log = logs.get(keyOf(machine.id));
    return log !== undefined && log.vmId === machine.properties['vmId'] ? log.text : '';
  };
  const sign = (...parts: string[]): Buffer => createHmac('sha256', secret).update(parts.join('\n')).digest();

  const answer = (request: Request, response: Response): void => {
    const query = new URL(request.url, origin).searchParams;
    const [id = '', vmId = '', expiry = '', signature = ''] = ['id', 'vm', 'se', 'sig'].map(
      (name) => query.get(name) ?? '',
    );
    const given = Buffer.from(signature, 'base64url');
    const wanted = sign(id, vmId, expiry);
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted) || clock.now() > Date.parse(expiry))
      return void response.status(403).type('text/plain').send('The signature is invalid, or its time is over.\n');
    const machine = view.get(id);
    if (!machine || nameOf(machine) !== vmId)
      return void response.status(404).type('text/plain').send('The virtual machine does not exist.\n');
    response.status(200).type('text/plain').send(textOf(machine));
  };

  return {
    append(machineId, line) {
      const machine = view.get(machineId);
      if (!machine) return;
      const text = `${textOf(machine)}${line}\n`.slice(-capacity);
      logs.put(keyOf(machineId), { id: machine.id, vmId: machine.properties['vmId'], text });
    },
    read(machineId) {
      const machine = view.get(machineId);
      return machine ? textOf(machine) : '';
    },
    urlOf(machine, validMinutes) {
      const se = new Date(clock.now() + minutes(validMinutes)).toISOString();
      const vm = nameOf(machine);
      const id = keyOf(machine.id);
      const query = new URLSearchParams({ id, vm, se, sig: sign(id, vm, se).toString('base64url') });
      return `${origin}${path}?${query.toString()}`;
    },
    router: Router({ caseSensitive: false }).get(path, answer),
  };
}
