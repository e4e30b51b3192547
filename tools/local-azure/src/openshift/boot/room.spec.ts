import { createFakeClock } from '@aro-rp/testing';
import { milliseconds } from '@aro-rp/time';
import { type Resource } from '../../arm/model/resource.ts';
import { type ArmWorld } from '../arm-world.ts';
import { real } from '../timeline.ts';
import { openRoom } from './room.ts';

const group = '/subscriptions/s/resourceGroups/managed';

/** Machines that have an image, an address and a way out, and nothing behind their pointer. */
function start(names: string[]) {
  const lines: string[] = [];
  const resources = new Map<string, Resource>();
  const add = (type: string, name: string, properties: Record<string, unknown>) =>
    void resources.set(`${group}/providers/${type}/${name}`, {
      ...{ id: `${group}/providers/${type}/${name}`, name, type, properties, envelope: {}, location: 'eastus' },
      ...{ provisioningState: 'Succeeded', etag: '1', createdTime: '', changedTime: '' },
    });
  const pointer = '{"ignition":{"version":"3.2.0","config":{"replace":{"source":"https://nobody/x"}}}}';
  const addMachine = (name: string) => {
    add('Microsoft.Network/publicIPAddresses', name, { ipAddress: '192.0.2.1' });
    const publicIPAddress = { id: `${group}/providers/Microsoft.Network/publicIPAddresses/${name}` };
    add('Microsoft.Network/networkInterfaces', name, {
      ipConfigurations: [{ name: 'ip', properties: { privateIPAddress: '10.0.0.4', publicIPAddress } }],
    });
    add('Microsoft.Compute/virtualMachines', name, {
      hardwareProfile: { vmSize: 'any' },
      storageProfile: { imageReference: { sku: 'any' } },
      osProfile: { customData: Buffer.from(pointer).toString('base64') },
      networkProfile: { networkInterfaces: [{ id: `${group}/providers/Microsoft.Network/networkInterfaces/${name}` }] },
    });
  };
  names.forEach(addMachine);
  const clock = createFakeClock();
  const world: ArmWorld = {
    view: {
      get: (id) => resources.get(id),
      children: () => [],
      ofType: (_subscription, type) => [...resources.values()].filter((one) => one.type === type),
    },
    changed: () => ({ [Symbol.dispose]: () => undefined }),
    consoleOf: () => ({ append: (line) => void lines.push(line), read: () => lines.join('\n') }),
    resolvePublic: () => [],
    imageGeneration: () => 'V2',
    sizeGenerations: () => ['V2'],
    ...{ armEndpoint: '', authorityHost: '' },
  };
  const room = openRoom({
    ...{ world, clock, timeline: real, signal: new AbortController().signal },
    call: () => Promise.reject(new Error('nobody answers')),
    isRunning: () => false,
    born: () => undefined,
    report: (error) => void lines.push(String(error)),
  });
  return { room, clock, lines, addMachine };
}

describe('a bootstrap machine whose masters are not all there', () => {
  it('says which it waits for, once they are late', async () => {
    const { room, clock, lines } = start(['demo-bootstrap', 'demo-master-0', 'demo-master-2']);
    room.look();
    await clock.advance(milliseconds(real.retry - 1));
    const early = [...lines];

    await clock.advance(milliseconds(1));

    expect(early).toEqual([]);
    expect(lines).toEqual(['bootkube: waits for demo-master-1 to run']);
    expect(room.waiting()).toMatchObject([{ unmet: lines[0] }]);
    await room.stop();
  });

  it('says nothing of those that come soon', async () => {
    const { room, clock, lines, addMachine } = start(['demo-bootstrap', 'demo-master-0', 'demo-master-1']);
    room.look();
    await clock.advance(milliseconds(real.retry - 1));
    addMachine('demo-master-2');

    room.look();
    await clock.advance(milliseconds(1));

    expect(lines).toEqual(['Ignition: GET https://nobody/x: nobody answers']);
    await room.stop();
  });
});
