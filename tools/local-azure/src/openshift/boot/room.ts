import { type ArmWorld } from '../arm-world.ts';
import { createLoop, type Loop } from '../cluster/loop.ts';
import { type Timeline } from '../timeline.ts';
import { clusterIdOf, findHardware, type Hardware, missingMasters } from './hardware.ts';
import { type BootTools, type Fetched, tryBoot } from './try-boot.ts';
import { type Assets } from './assets.ts';

export interface Waiting {
  hardware: Hardware;
  /** When the bootstrap machine was first seen; milliseconds since 1970 UTC. */
  since: number;
  unmet?: string;
  fetched?: Fetched;
}

export interface RoomOptions extends BootTools {
  timeline: Timeline;
  isRunning(id: string): boolean;
  born(id: string, hardware: Hardware, assets: Assets, fetched: Fetched): void;
  report(error: unknown): void;
}

/**
 * The machines that are switched on and no cluster yet. Each is tried again when local ARM changes and now and then; why
 * it does not come up is written to its serial console, once for each reason.
 */
export interface Room {
  /** Local ARM has changed. */
  look(): void;
  waiting(): Waiting[];
  stop(): Promise<void>;
}

export function openRoom(options: RoomOptions): Room {
  const { world, clock, timeline, isRunning, born, report } = options;
  const known = new Map<string, Waiting & { loop: Loop }>();

  const attempt = (id: string) => async () => {
    const waiting = known.get(id);
    if (!waiting || isRunning(id)) return undefined;
    const { hardware } = waiting;
    // Machines are made together, and are seen one after the other.
    if (missingMasters(hardware).length > 0 && clock.now() < waiting.since + timeline.retry) return timeline.retry;
    const earlier = waiting.fetched;
    const result = await tryBoot(hardware, options, earlier);
    options.signal.throwIfAborted();
    if (result.fetched !== undefined) waiting.fetched = result.fetched;
    if (result.kind === 'up') {
      known.delete(id);
      born(id, hardware, result.assets, result.fetched);
      return undefined;
    }
    waiting.unmet = result.why;
    say(world, hardware, result.why);
    return timeline.retry;
  };

  return {
    look() {
      const found = new Map(findHardware(world.view).map((one) => [clusterIdOf(one.groupId, one.infraId), one]));
      for (const [id, { loop }] of known)
        if (!found.has(id)) {
          known.delete(id);
          void loop.stop();
        }
      for (const [id, hardware] of found) {
        if (isRunning(id)) continue;
        const before = known.get(id);
        const isAnother = before?.hardware.bootstrap.properties['vmId'] !== hardware.bootstrap.properties['vmId'];
        if (before && isAnother) delete before.fetched;
        const waiting = before ?? {
          hardware,
          since: clock.now(),
          loop: createLoop(clock, timeline.retry, attempt(id), report),
        };
        waiting.hardware = hardware;
        known.set(id, waiting);
        waiting.loop.kick();
      }
    },
    waiting: () => [...known.values()],
    async stop() {
      await Promise.all([...known.values()].map(({ loop }) => loop.stop()));
    },
  };
}

/** Unless it is what the console says already. */
function say(world: ArmWorld, { bootstrap }: Hardware, line: string): void {
  const console = world.consoleOf(bootstrap.id);
  if (console.read().trimEnd().split('\n').at(-1) !== line) console.append(line);
}
