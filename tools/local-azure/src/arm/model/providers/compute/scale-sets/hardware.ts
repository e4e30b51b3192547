export type HealthState = 'healthy' | 'unhealthy' | 'unknown';

/** What whoever runs an instance knows of it at this moment. */
export interface InstanceState {
  health: HealthState;
  /** False until the operating system, and what the machine was told to run, has been started. */
  isRunning: boolean;
  /** How often the program ended by itself and was started again. */
  restarts: number;
}

/**
 * Whoever stands in for the machines of scale sets. It runs what Azure Resource Manager has, and tells it what became
 * of each instance; an instance that nobody runs is of unknown health and goes without a notice.
 */
export interface Hardware {
  /** By the instance's resource id; undefined when it does not run. */
  stateOf(instanceId: string): InstanceState | undefined;
}

/** A place for one {@link Hardware}, which may come and go while Azure Resource Manager runs. */
export interface HardwareSlot {
  current(): Hardware | undefined;
  /** @throws Error when there is one already */
  attach(hardware: Hardware): Disposable;
}

export function createHardwareSlot(): HardwareSlot {
  let attached: Hardware | undefined;
  return {
    current: () => attached,
    attach(hardware) {
      if (attached) throw new Error('the machines of scale sets have their hardware already');
      attached = hardware;
      return {
        [Symbol.dispose]() {
          if (attached === hardware) attached = undefined;
        },
      };
    },
  };
}
