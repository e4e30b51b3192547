import { type Duration, days, formatDuration, milliseconds, minutes, seconds } from '@aro-rp/time';

/** Every length of time that the work protocol depends on. All of them are configuration; tests run short ones. */
export interface ProtocolTimes {
  /** W4, W8: what a take and every renewal write. */
  lease: Duration;
  /** W8: between two renewals. */
  renewEvery: Duration;
  /** W8: after the start of the last good renewal the slice is aborted. */
  abortAfter: Duration;
  /** W8: the longest outward call, Cosmos DB's included. */
  callTimeout: Duration;
  /** W8: how long a slice runs steps, unless its step is given a budget of its own. */
  sliceBudget: Duration;
  /** W8: a slice's cap is its budget and this. */
  capBeyondBudget: Duration;
  /** W4: a lease that ended so long ago may be taken without a message that names the version. */
  leaseOverdue: Duration;
  /** W9: `notBefore` is at most the deadline and this. */
  beyondDeadline: Duration;
  /** L4: the watch-dog is due at the lease's end and this. */
  watchdogMargin: Duration;
  /** L4: less than this ahead is at once. */
  atOnceWithin: Duration;
  /** W7: how long a worker waits for the broker to confirm a completion. */
  completeWithin: Duration;
  /** W2: how long a worker reads again until the version that a message names shows. */
  readBackoff: Duration;
  /** Q1: the queues' lock. */
  lock: Duration;
  /** Q1: how long the queues remember a message id. */
  duplicateWindow: Duration;
  /** L1: a range whose lease has not changed for so long is free. */
  rangeFreeAfter: Duration;
  /** L1: how often the feed is asked. */
  feedPoll: Duration;
  /** S1: between two sweeps. */
  sweepEvery: Duration;
  /** S1: how old the last write, the lease's end and `notBefore` of stranded work are, at least. */
  sweepAge: Duration;
  /** D4: how long a tombstone stays. */
  tombstone: Duration;
  /** D4: how long an ended operation stays. */
  endedOperation: Duration;
}

export const protocolTimes: ProtocolTimes = {
  lease: seconds(30),
  renewEvery: seconds(10),
  abortAfter: seconds(25),
  callTimeout: seconds(20),
  sliceBudget: seconds(40),
  capBeyondBudget: seconds(50),
  leaseOverdue: seconds(60),
  beyondDeadline: seconds(5),
  watchdogMargin: seconds(5),
  atOnceWithin: seconds(1),
  completeWithin: seconds(5),
  readBackoff: seconds(30),
  lock: seconds(60),
  duplicateWindow: minutes(10),
  rangeFreeAfter: seconds(15),
  feedPoll: milliseconds(100),
  sweepEvery: minutes(1),
  sweepAge: minutes(5),
  tombstone: minutes(10),
  endedOperation: days(7),
};

/**
 * What the protocol needs of its times. A service that finds a fault must not start.
 * @returns every inequality that does not hold, in words; empty when all hold
 */
export function checkTimes(times: ProtocolTimes): string[] {
  const faults: string[] = [];
  const need = (holds: boolean, rule: string, ...named: (keyof ProtocolTimes)[]) => {
    if (holds) return;
    faults.push(`${rule} (${named.map((name) => `${name} is ${formatDuration(times[name])}`).join(', ')})`);
  };

  for (const name of Object.keys(times) as (keyof ProtocolTimes)[])
    if (!(times[name] > 0)) faults.push(`${name} must be longer than nothing`);
  need(times.renewEvery * 2 < times.abortAfter, 'renewEvery x 2 < abortAfter', 'renewEvery', 'abortAfter');
  need(times.abortAfter < times.lease, 'abortAfter < lease', 'abortAfter', 'lease');
  need(times.callTimeout < times.abortAfter, 'callTimeout < abortAfter', 'callTimeout', 'abortAfter');
  need(times.lock > times.readBackoff + lockMargin, 'lock > readBackoff + 10s', 'lock', 'readBackoff');
  need(times.tombstone >= times.duplicateWindow, 'tombstone >= duplicateWindow', 'tombstone', 'duplicateWindow');
  need(times.capBeyondBudget >= times.callTimeout, 'capBeyondBudget >= callTimeout', 'capBeyondBudget', 'callTimeout');
  need(times.sweepAge > times.lease + times.lock, 'sweepAge > lease + lock', 'sweepAge', 'lease', 'lock');
  return faults;
}

/** Between W2's last read and the end of the lock: time for the take and its answer. */
const lockMargin = seconds(10);
