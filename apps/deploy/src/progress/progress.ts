import { type Instance, type Operation } from '../azure/region.ts';

/**
 * What a run tells while it goes on: live on a terminal, plain lines elsewhere, one JSON object on each line with
 * `--output json`. Never throws.
 */
export interface Progress {
  /** A step begins; the one before it has ended. */
  step(name: string, detail?: string): void;
  /** One instance of a scale set, each time that something about it was seen; unchanged ones are told once. */
  instance(scaleSet: string, instance: Instance): void;
  /** One resource of a running deployment. */
  operation(deployment: string, operation: Operation): void;
  /** How far a step is that only waits, such as a soak; replaces what was told before on a terminal. */
  waiting(detail: string): void;
  /** Something that a person has to know. */
  line(text: string): void;
  /** Facts for whoever reads JSON, told only there. */
  fact(event: string, values: Readonly<Record<string, unknown>>): void;
  /** The last word. */
  end(): void;
}
