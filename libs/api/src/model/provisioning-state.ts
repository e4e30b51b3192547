/** The states that this version of the service knows. A stored document may hold others. */
export const provisioningStates = [
  'Creating',
  'Updating',
  'AdminUpdating',
  'Deleting',
  'Succeeded',
  'Failed',
  'Canceled',
] as const;
export type ProvisioningState = (typeof provisioningStates)[number];

const terminal: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'Canceled']);

/** Terminal is exactly Succeeded, Failed and Canceled (ARM RPC "async-api"); an unknown state is not terminal. */
export const isTerminal = (state: string): boolean => terminal.has(state);
