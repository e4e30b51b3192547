import { isDeepStrictEqual } from 'node:util';
import { wrap } from '../failure.ts';
import { type World } from '../world.ts';
import { type Asset, type Get } from './asset.ts';
import { readState, writeState } from './state.ts';

interface Held {
  value: unknown;
  source: 'unfetched' | 'generated' | 'disk' | 'state';
  /** Something that it is made of was changed in the folder, so that it has to be made again. */
  dirty: boolean;
  /** The files that stand for it in the folder. */
  found: string[];
}

/** Makes assets out of the folder, the state and other assets (openshift/installer, pkg/asset/store/store.go). */
export interface Store {
  /**
   * Makes `target` and everything below it, saves the state, writes the target's files and removes the files of every
   * other asset that was found, unless that is one of `targets`. @throws Failure
   */
  produce(target: Asset, targets: readonly Asset[]): Promise<void>;
}

export function createStore(world: World): Store {
  const { folder, log } = world;
  const state = readState(folder);
  const held = new Map<Asset, Held>();

  async function load(asset: Asset, indent: string): Promise<Held> {
    const known = held.get(asset);
    if (known) return known;
    log.debug(`${indent}Loading ${asset.name}...`);
    let dirty = false;
    for (const parent of asset.needs) {
      const one = await load(parent, `${indent}  `);
      dirty ||= one.dirty || one.source === 'disk';
    }
    const found = await wrap(`failed to load asset "${asset.name}"`, () => asset.load?.(world));
    const made = choose(asset, indent, dirty, found);
    held.set(asset, made);
    return made;
  }

  function choose(asset: Asset, indent: string, dirty: boolean, found?: { value: unknown; files: string[] }): Held {
    const files = found?.files ?? [];
    const stored = state.get(asset.key);
    if (dirty) {
      if (found)
        log.warning(
          `${indent}Discarding the ${asset.name} that was provided in the target directory because its dependencies are dirty and it needs to be regenerated`,
        );
      return { value: undefined, source: 'unfetched', dirty, found: files };
    }
    if (found && !isDeepStrictEqual(found.value, stored)) {
      log.debug(`${indent}Using ${asset.name} loaded from target directory`);
      return { value: found.value, source: 'disk', dirty, found: files };
    }
    if (stored === undefined) return { value: undefined, source: 'unfetched', dirty, found: files };
    log.debug(`${indent}Using ${asset.name} loaded from state file`);
    return { value: stored, source: 'state', dirty, found: files };
  }

  async function fetch(asset: Asset, indent: string): Promise<void> {
    log.debug(`${indent}Fetching ${asset.name}...`);
    const one = await load(asset, indent);
    if (one.source !== 'unfetched') return log.debug(`${indent}Reusing previously-fetched ${asset.name}`);
    for (const parent of asset.needs)
      await wrap(`failed to fetch dependency of "${asset.name}"`, () => fetch(parent, `${indent}  `));
    log.debug(`${indent}Generating ${asset.name}...`);
    const get: Get = <Value>(wanted: Asset<Value>) => {
      if (!asset.needs.includes(wanted)) throw new Error(`${asset.name} does not say that it needs ${wanted.name}`);
      return held.get(wanted)?.value as Value;
    };
    one.value = await wrap(`failed to generate asset "${asset.name}"`, () => asset.generate(get, world));
    one.source = 'generated';
  }

  function save(): void {
    for (const [asset, { source, value }] of held) if (source !== 'unfetched') state.set(asset.key, value);
    writeState(folder, state);
  }

  function consume(targets: readonly Asset[]): void {
    for (const [asset, one] of held) {
      if (one.found.length === 0 || targets.includes(asset)) continue;
      log.info(`Consuming ${asset.name} from target directory`);
      for (const name of one.found) folder.remove(name);
      one.found = [];
    }
  }

  return {
    async produce(target, targets) {
      await wrap(`failed to fetch ${target.name}`, () => fetch(target, ''));
      save();
      consume(targets);
      for (const file of target.files?.(held.get(target)?.value) ?? []) folder.write(file);
    },
  };
}
