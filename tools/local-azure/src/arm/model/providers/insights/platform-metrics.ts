import { keyOf } from '../../resource-id.ts';

export type Unit = 'Count' | 'Percent' | 'Bytes' | 'BytesPerSecond' | 'CountPerSecond' | 'Seconds';

interface Known {
  unit: Unit;
  dimensions?: readonly string[];
}

const queue = ['EntityName'];

/** Metrics that Azure has of its own of each type, as far as alerts, autoscale and tools name them ("Supported metrics"). */
const known: Readonly<Record<string, Readonly<Record<string, Known>>>> = {
  'microsoft.servicebus/namespaces': {
    ActiveMessages: { unit: 'Count', dimensions: queue },
    DeadletteredMessages: { unit: 'Count', dimensions: queue },
    ScheduledMessages: { unit: 'Count', dimensions: queue },
    Messages: { unit: 'Count', dimensions: queue },
    IncomingMessages: { unit: 'Count', dimensions: queue },
    OutgoingMessages: { unit: 'Count', dimensions: queue },
    IncomingRequests: { unit: 'Count', dimensions: queue },
    ServerErrors: { unit: 'Count', dimensions: [...queue, 'OperationResult'] },
    ThrottledRequests: { unit: 'Count', dimensions: [...queue, 'OperationResult', 'MessagingErrorSubCode'] },
    ActiveConnections: { unit: 'Count' },
    Size: { unit: 'Bytes', dimensions: queue },
    NamespaceCpuUsage: { unit: 'Percent', dimensions: ['Replica'] },
    NamespaceMemoryUsage: { unit: 'Percent', dimensions: ['Replica'] },
  },
  'microsoft.documentdb/databaseaccounts': {
    TotalRequests: {
      unit: 'Count',
      dimensions: ['DatabaseName', 'CollectionName', 'Region', 'StatusCode', 'OperationType', 'Status'],
    },
    TotalRequestUnits: {
      unit: 'Count',
      dimensions: ['DatabaseName', 'CollectionName', 'Region', 'StatusCode', 'OperationType', 'Status'],
    },
    NormalizedRUConsumption: { unit: 'Percent', dimensions: ['CollectionName', 'DatabaseName', 'Region'] },
    ServiceAvailability: { unit: 'Percent' },
  },
  'microsoft.network/loadbalancers': {
    DipAvailability: {
      unit: 'Count',
      dimensions: [
        ...['ProtocolType', 'BackendPort', 'FrontendIPAddress', 'FrontendPort', 'BackendIPAddress'],
        'ProtocolName',
      ],
    },
    VipAvailability: { unit: 'Count', dimensions: ['FrontendIPAddress', 'FrontendPort'] },
    ByteCount: { unit: 'Bytes', dimensions: ['FrontendIPAddress', 'FrontendPort', 'Direction'] },
    PacketCount: { unit: 'Count', dimensions: ['FrontendIPAddress', 'FrontendPort', 'Direction'] },
    SYNCount: { unit: 'Count', dimensions: ['FrontendIPAddress', 'FrontendPort', 'Direction'] },
    SnatConnectionCount: { unit: 'Count' },
  },
  'microsoft.compute/virtualmachinescalesets': {
    'Percentage CPU': { unit: 'Percent', dimensions: ['VMName'] },
    'Available Memory Bytes': { unit: 'Bytes', dimensions: ['VMName'] },
    'Network In Total': { unit: 'Bytes', dimensions: ['VMName'] },
    'Network Out Total': { unit: 'Bytes', dimensions: ['VMName'] },
    VmAvailabilityMetric: { unit: 'Count', dimensions: ['VMName'] },
  },
};

/**
 * @param type with its namespace
 * @returns the type's own metrics by name, or undefined for a type of which nothing is known here
 */
export const platformMetrics = (type: string): Readonly<Record<string, Known>> | undefined => known[keyOf(type)];
