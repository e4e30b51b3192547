import { type Duration, minutes, seconds, milliseconds } from '@aro-rp/time';

/** How long each part of an installation takes, on the clock of local Azure. */
export interface Timeline {
  /** From the last condition met to the first answer of the Kubernetes API. */
  boot: Duration;
  /** From the first answer to `bootstrap` saying `complete`. */
  bootstrap: Duration;
  /** From a machine's virtual machine to its node. */
  node: Duration;
  /** From what an operator waits for to `Available`. */
  operator: Duration;
  /** The pause after a failed try, of a condition as of a controller. */
  retry: Duration;
}

/** About three seconds in all. */
export const fast: Timeline = {
  boot: milliseconds(500),
  bootstrap: milliseconds(700),
  node: milliseconds(400),
  operator: milliseconds(300),
  retry: seconds(1),
};

/** As long as on Azure. */
export const real: Timeline = {
  boot: minutes(5),
  bootstrap: minutes(12),
  node: minutes(4),
  operator: minutes(4),
  retry: seconds(20),
};
