import { type ScheduledEvents } from './scheduled-events.ts';

/** An identity of the machine that the metadata service stands on. */
export interface MachineIdentity {
  tenantId: string;
  clientId: string;
  /** The service principal's object id. */
  principalId: string;
  kind: 'system' | 'user';
  /** Of the user-assigned identity; of the machine itself for the system's. */
  resourceId: string;
}

/** What the service tells of the machine (instance metadata, `compute`). */
export interface MachineMetadata {
  location: string;
  name: string;
  resourceGroupName: string;
  /** Of the virtual machine. */
  resourceId: string;
  subscriptionId: string;
  vmId: string;
  vmSize: string;
  zone: string;
  [more: string]: unknown;
}

export interface ImdsOptions {
  /** 0 takes a free one. */
  port: number;
  machine: MachineMetadata;
  /** What Azure is about to do with the machine; nothing unless told. */
  scheduledEvents?: ScheduledEvents;
  /** Asked at each request, so that an identity can be assigned and taken away. */
  identities(): readonly MachineIdentity[];
  /**
   * An access token and how long it holds, in seconds; undefined when the tenant does not know the audience.
   * A metadata service trusts whoever reaches it: the machine's network is what keeps others out.
   */
  issue(identity: MachineIdentity, audience: string): Promise<{ token: string; lifetime: number } | undefined>;
}
