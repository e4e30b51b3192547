import { type FaultAction } from '../../faults/index.ts';
import { BrokerError } from '../model/errors.ts';

const conditions: Record<number, string> = {
  400: 'amqp:not-allowed',
  401: 'amqp:unauthorized-access',
  404: 'amqp:not-found',
  408: 'com.microsoft:timeout',
  410: 'com.microsoft:message-lock-lost',
  413: 'amqp:link:message-size-exceeded',
  429: 'com.microsoft:server-busy',
  503: 'com.microsoft:server-busy',
  504: 'com.microsoft:timeout',
};

/** The error that stands for a status on AMQP; `code` of the fault is the condition itself. */
export function faultError(action: FaultAction & { kind: 'status' }): BrokerError {
  const condition = action.code ?? conditions[action.status] ?? 'amqp:internal-error';
  return new BrokerError(condition, action.message ?? 'A fault was injected here.', action.status);
}
