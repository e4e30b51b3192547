import { Counter, Gauge, Histogram, Registry } from 'prom-client';

export type Labels = Record<string, string>;

export interface Metrics {
  /** Adds to a counter. The same name must always come with the same label names. */
  count(name: string, labels?: Labels, by?: number): void;
  /** Sets a gauge. */
  set(name: string, value: number, labels?: Labels): void;
  /**
   * A gauge that is asked for whenever the text is made, so that it grows by itself; once for each name and labels.
   * @returns ends it: it is no longer shown
   */
  observe(name: string, read: () => number, labels?: Labels): Disposable;
  /** Records a duration of `ms` milliseconds; exported in seconds. */
  time(name: string, ms: number, labels?: Labels): void;
  /** The exposition text of Prometheus. */
  text(): Promise<string>;
}

const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** A registry of its own, so that two services in one process do not share figures. Names get the prefix `aro_rp_`. */
export function createMetrics(service: string): Metrics {
  const registry = new Registry();
  registry.setDefaultLabels({ service });
  const made = new Map<string, Counter | Gauge | Histogram>();
  const shared = (name: string, labels: Labels) => ({
    name: `aro_rp_${name}`,
    help: name.replaceAll('_', ' '),
    labelNames: Object.keys(labels),
    registers: [registry],
  });
  const metric = <T extends Counter | Gauge | Histogram>(name: string, make: () => T): T => {
    const known = made.get(name) as T | undefined;
    if (known) return known;
    const fresh = make();
    made.set(name, fresh);
    return fresh;
  };
  /** What is asked for, by the metric's name; labels as they were given tell the readers apart. */
  const observed = new Map<string, Map<Labels, () => number>>();
  const observe = (name: string, read: () => number, labels: Labels): Disposable => {
    const readers = observed.get(name) ?? new Map<Labels, () => number>();
    observed.set(name, readers);
    readers.set(labels, read);
    metric(name, () => {
      function collect(this: Gauge): void {
        this.reset();
        for (const [one, ask] of readers) this.set(one, ask());
      }
      return new Gauge({ ...shared(name, labels), collect });
    });
    return { [Symbol.dispose]: () => void readers.delete(labels) };
  };
  return {
    observe: (name, read, labels = {}) => observe(name, read, { ...labels }),
    count: (name, labels = {}, by = 1) => metric(name, () => new Counter(shared(name, labels))).inc(labels, by),
    set: (name, value, labels = {}) => metric(name, () => new Gauge(shared(name, labels))).set(labels, value),
    time: (name, ms, labels = {}) =>
      metric(name, () => new Histogram({ ...shared(name, labels), buckets })).observe(labels, ms / 1000),
    text: () => registry.metrics(),
  };
}
