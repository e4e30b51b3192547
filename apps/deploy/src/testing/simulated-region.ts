import { type Clock, seconds } from '@aro-rp/time';
import { type BlobLease, type Instance, type ScaleSet } from '../azure/index.ts';
import { DeployError } from '../deploy-error.ts';
import { type ReleaseRegion } from '../release/parts.ts';

/** What a version does once it is deployed. */
export type Fate =
  /** Healthy at the second look. */
  | 'good'
  /** Its instances start and are never healthy. */
  | 'never-healthy'
  /** Healthy, and at its tenth look, in the middle of the soak, not any more. */
  | 'crashes'
  /** Healthy through the soak, and not any more when repairs of the one that served are stopped. */
  | 'crashes-late'
  /** ARM refuses the deployment half-way: the scale set is there. */
  | 'half-deployed'
  /** Half of what it does fails. */
  | 'errs';

interface SimulatedSet extends ScaleSet {
  looks: number;
  goneAt?: number;
}

/** The tool has died here; nothing that it does after this arrives. */
export class Killed extends Error {
  override readonly name = 'Killed';
}

/**
 * Azure's side of a release, in memory: scale sets, deployments, and the two documents with their lease. It keeps time by
 * the clock. It stands for Azure in the proof that any crash can be recovered from, where thousands of runs are needed.
 */
export class SimulatedRegion {
  readonly sets = new Map<string, SimulatedSet>();
  readonly blobs = new Map<string, { value: unknown; etag: number; lease?: { id: string; until: number } }>();
  readonly autoscale = new Set<string>();
  readonly deployments = new Map<string, { endsAt: number; makes(): void }>();
  readonly violations: string[] = [];
  /** In order: what was done to Azure. */
  readonly effects: string[] = [];
  /** Writes from here on until the tool dies. To die before a read is to die before the write that follows. */
  writesLeft = Infinity;
  /** It dies when the write has had its effect, and not before it. */
  diesAfterEffect = false;
  private ids = 0;
  private isDead = false;

  constructor(
    private readonly clock: Clock,
    private readonly fates: Readonly<Record<string, Fate>>,
  ) {}

  add(version: string, fields: Partial<SimulatedSet> = {}): void {
    const name = `frontend-${version}`;
    const id = `/scale-sets/${name}`;
    const common = {
      service: 'frontend',
      release: 'before',
      capacity: 2,
      provisioningState: 'Succeeded',
      repairs: true,
    };
    this.sets.set(name, { id, name, version, looks: 0, ...common, ...fields });
    this.autoscale.add(name);
  }

  /** Before a next run. */
  revive(writesLeft = Infinity, diesAfterEffect = false): void {
    this.isDead = false;
    this.writesLeft = writesLeft;
    this.diesAfterEffect = diesAfterEffect;
  }

  isServing(name: string): boolean {
    const found = this.sets.get(name);
    return found !== undefined && found.goneAt === undefined && this.healthOf(found) === 'healthy';
  }

  private healthOf({ version, looks }: SimulatedSet): Instance['health'] {
    if (looks < 2) return 'unknown';
    switch (this.fates[version]) {
      case 'never-healthy':
        return 'unhealthy';
      case 'crashes':
        return looks < 10 ? 'healthy' : 'unhealthy';
      case 'crashes-late':
        return [...this.sets.values()].every((one) => one.repairs) ? 'healthy' : 'unhealthy';
      default:
        return 'healthy';
    }
  }

  /** The world moves on, then the effect, and perhaps the tool's death around it. */
  private async write<T>(what: string, effect: () => T): Promise<T> {
    if (this.isDead) throw new Killed();
    this.writesLeft -= 1;
    this.isDead = this.writesLeft < 0;
    if (this.isDead && !this.diesAfterEffect) throw new Killed();
    await this.clock.sleep(seconds(0.2));
    this.settle();
    this.effects.push(what);
    const given = effect();
    this.check(what);
    if (this.isDead) throw new Killed();
    return given;
  }

  private async read<T>(look: () => T): Promise<T> {
    if (this.isDead) throw new Killed();
    await this.clock.sleep(seconds(0.1));
    this.settle();
    const given = look();
    this.check('a look');
    return given;
  }

  private settle(): void {
    const now = this.clock.now();
    for (const [name, { endsAt, makes }] of this.deployments)
      if (endsAt <= now) {
        this.deployments.delete(name);
        makes();
      }
    for (const [name, { goneAt = Infinity }] of this.sets) if (goneAt <= now) this.sets.delete(name);
  }

  private check(what: string): void {
    if (![...this.sets.keys()].some((name) => this.isServing(name)))
      this.violations.push(`nothing serves after: ${what}`);
  }

  private setOf(name: string): SimulatedSet {
    const found = this.sets.get(name);
    if (!found) throw new DeployError('failed', `${name} is not there`);
    return found;
  }

  private set(name: string, change: Partial<SimulatedSet>): void {
    this.sets.set(name, { ...this.setOf(name), ...change });
  }

  asRegion(): ReleaseRegion {
    return {
      scaleSets: {
        list: () =>
          this.read(() =>
            [...this.sets.values()].map((one) => ({
              ...one,
              provisioningState: one.goneAt === undefined ? one.provisioningState : 'Deleting',
            })),
          ),
        instances: (name) =>
          this.read(() => {
            const found = this.setOf(name);
            this.set(name, { looks: found.looks + 1 });
            const health = this.healthOf(this.setOf(name));
            return [0, 1].map((index) => ({
              ...{ id: `${found.id}/${index}`, name: `${name}_${index}`, provisioningState: 'Succeeded' },
              ...{ health, vmId: `${name}-${index}` },
            }));
          }),
        stopRepairs: (name) => this.write(`stop repairs of ${name}`, () => this.set(name, { repairs: false })),
        startRepairs: (name) => this.write(`start repairs of ${name}`, () => this.set(name, { repairs: true })),
        claim: (name, release) => this.write(`claim ${name}`, () => this.set(name, { release })),
        beginDelete: (name) =>
          this.write(`delete ${name}`, () => {
            if (this.sets.has(name)) this.set(name, { goneAt: this.clock.now() + seconds(60) });
          }),
        exists: (name) => this.read(() => this.sets.has(name)),
        dropAutoscale: () =>
          this.write('drop autoscale', () => {
            for (const name of this.autoscale) if (!this.sets.has(name)) this.autoscale.delete(name);
          }),
      },
      deployments: {
        run: async (_target, name, _template, parameters, _onOperation, signal) => {
          const { version, release } = parameters as { version: string; release: string };
          await this.write(`deploy ${name}`, () => {
            const makes = () => this.add(version, { ...this.sets.get(name), release });
            this.deployments.set(name, { endsAt: this.clock.now() + seconds(30), makes });
          });
          while (await this.read(() => this.deployments.has(name))) await this.clock.sleep(seconds(5), signal);
          if (this.fates[version] === 'half-deployed') throw new DeployError('failed', 'no machines of that size');
          return {};
        },
        cancel: (_target, name) => this.write(`cancel ${name}`, () => void this.deployments.delete(name)),
        last: () => this.read(() => undefined),
        whatIf: (_target, name) =>
          this.read(() => [
            {
              ...{ id: name, name, type: 'Microsoft.Compute/virtualMachineScaleSets', properties: [] },
              change: 'Create' as const,
            },
          ]),
        validate: () => this.read(() => []),
      },
      metrics: {
        total: (id) =>
          this.read(() => {
            const errs = this.fates[id.replace('/scale-sets/frontend-', '')] === 'errs';
            return { Requests: 100, Failures: errs ? 50 : 0 };
          }),
        latest: () => this.read(() => ({})),
      },
      machines: {
        restarts: () => this.read(() => new Map()),
        lastLines: (instance) => this.read(() => [`it ends: ${instance}`]),
      },
      queues: () => this.read(() => ({ active: 0, deadLettered: 0 })),
      registry: { loginServer: 'here', digestOf: (_repository, tag) => this.read(() => `sha256:${tag}`) },
      blobs: {
        read: (container, name) =>
          this.read(() => {
            const found = this.blobs.get(`${container}/${name}`);
            return found && { value: found.value, etag: String(found.etag) };
          }),
        write: (container, name, value, { ifMatch, leaseId }) =>
          this.write(`write ${container}/${name}`, () => {
            const path = `${container}/${name}`;
            const found = this.blobs.get(path);
            const lease = this.leaseOf(path);
            if (lease?.id !== leaseId || (ifMatch ?? String(found?.etag ?? 0)) !== String(found?.etag ?? 0))
              throw new DeployError('lost', `${path} is somebody else's`);
            this.blobs.set(path, { ...found, value, etag: (found?.etag ?? 0) + 1 });
          }),
        lease: (container, name, time) => this.write(`lease ${name}`, () => this.lease(`${container}/${name}`, time)),
      },
    };
  }

  private leaseOf(path: string): { id: string; until: number } | undefined {
    const lease = this.blobs.get(path)?.lease;
    return lease && lease.until > this.clock.now() ? lease : undefined;
  }

  private lease(path: string, time: number): BlobLease | 'taken' {
    if (this.leaseOf(path)) return 'taken';
    const id = `lease-${(this.ids += 1)}`;
    const hold = (until: number) => {
      const found = this.blobs.get(path);
      this.blobs.set(path, { value: found?.value ?? null, etag: found?.etag ?? 0, lease: { id, until } });
    };
    hold(this.clock.now() + seconds(time));
    const own = () => {
      if (this.leaseOf(path)?.id !== id) throw new DeployError('lost', `the lease of ${path} is somebody else's`);
    };
    return {
      id,
      // Not counted: when renewals come is time's doing, and a dead tool sends none.
      renew: async () => {
        if (this.isDead) throw new Killed();
        own();
        hold(this.clock.now() + seconds(time));
      },
      release: () =>
        this.write('release the lease', () => {
          own();
          hold(0);
        }),
    };
  }
}
