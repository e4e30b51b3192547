import { once } from 'node:events';
import { globSync, readFileSync } from 'node:fs';
import { connect } from 'node:tls';
import { join } from 'node:path';
import { registerProvider, resourceManager } from '@aro-rp/start';
import { createCustomer } from '../harness/customer.ts';
import { group, prefix, type Region } from './region.ts';

/** Clusters that are being created. */
export interface Creates {
  /** The resource id of the first. */
  clusterId: string;
  /** @returns what they have become */
  settled(): Promise<Set<string>>;
}

/** Creates clusters of these names, and comes back when all are accepted. */
export async function beginCreates({ azure: { endpoints } }: Region, names: readonly string[]): Promise<Creates> {
  await registerProvider(endpoints);
  const customer = await createCustomer(endpoints);
  for (const name of names) {
    const { status } = await customer.put(name);
    if (status !== 201) throw new Error(`${name} is not accepted: ${status}`);
  }
  const clusterId = customer.idOf(names[0] ?? '');
  return { clusterId, settled: async () => new Set(await Promise.all(names.map((name) => customer.settled(name)))) };
}

/** Deletes a queue with the messages in it. */
export async function loseQueue({ azure: { endpoints } }: Region, queue: string): Promise<void> {
  const bus = `providers/Microsoft.ServiceBus/namespaces/${prefix}-bus`;
  const id = `/subscriptions/${endpoints.subscriptionId}/resourceGroups/${group}/${bus}/queues/${queue}`;
  await resourceManager(endpoints).resources.beginDeleteByIdAndWait(id, '2021-11-01');
}

/** Lets so much time pass for everything in Azure, documents included. */
export async function letTimePass({ azure: { endpoints } }: Region, duration: string): Promise<void> {
  const body = JSON.stringify({ advance: duration });
  const answer = await fetch(`${endpoints.admin}/clock`, { method: 'POST', body });
  if (!answer.ok) throw new Error(await answer.text());
}

/** @returns the thumbprint of the certificate that each frontend serves */
export async function servedBy(region: Region): Promise<string[]> {
  const frontends = (await region.machines()).filter(({ name }) => name.startsWith('frontend-'));
  return Promise.all(
    frontends.map(async ({ address: host }) => {
      const socket = connect({ host, port: 8443, rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { fingerprint } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint.replaceAll(':', '');
    }),
  );
}

/** @returns what machines have fetched of a vault, by the file's name */
export const secretFiles = ({ azure: { dataDir } }: Region, name: string): string[] =>
  globSync(join(dataDir, 'scale-sets/machines/*/secrets', name)).map((file) => readFileSync(file, 'utf8'));
