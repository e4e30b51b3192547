import { type ClusterDocument, type OperationDocument } from '@aro-rp/database';

/** What an SRE sees of a cluster; members are never renamed, since scripts read them. */
export interface ClusterView {
  resourceId: string;
  provisioningState: string;
  /** The one whose operation is shown last. */
  operation?: {
    id: string;
    kind: string;
    status: string;
    startTime: string;
    endTime?: string;
    correlationId?: string;
    error?: OperationDocument['error'];
    /** What is kept for the SRE alone. */
    diagnostics?: OperationDocument['diagnostics'];
    timeline?: OperationDocument['timeline'];
  };
  /** Only while an operation runs. */
  plan?: {
    kind: string;
    version: number;
    step: string;
    stepStartedAt?: string;
    waitingFor?: string;
    notBefore?: string;
    deadline: string;
    attempts: number;
    timeline?: OperationDocument['timeline'];
  };
  /** Only while somebody works on it. */
  lease?: { owner: string; expiresAt: string };
  lastTakeover?: string;
}

export function viewOf(
  document: Readonly<ClusterDocument>,
  operation: Readonly<OperationDocument> | undefined,
): ClusterView {
  const { cluster, provisioningState, plan, lease, lastTakeover } = document;
  return {
    resourceId: cluster.id,
    provisioningState,
    ...(operation && {
      operation: operationOf(operation, operation.id === document.operationId ? document.correlation : undefined),
    }),
    ...(plan && {
      plan: {
        ...{ kind: plan.kind, version: plan.version, step: plan.cursor, deadline: plan.deadline },
        attempts: plan.attempts,
        ...present({
          stepStartedAt: plan.stepStartedAt,
          waitingFor: plan.waitingFor,
          notBefore: plan.notBefore,
          timeline: plan.progress,
        }),
      },
    }),
    ...(lease && { lease: { owner: lease.owner, expiresAt: lease.expiresAt } }),
    ...present({ lastTakeover }),
  };
}

const operationOf = (
  operation: Readonly<OperationDocument>,
  clusters: ClusterDocument['correlation'],
): NonNullable<ClusterView['operation']> => {
  const { id, kind, status, startTime, endTime, error, diagnostics, timeline, correlation = clusters } = operation;
  return {
    ...{ id, kind, status, startTime },
    ...present({ endTime, correlationId: correlation?.correlationId, error, diagnostics, timeline }),
  };
};

/** The view as a person reads it: what it is about first, then what was gathered, part by part. */
export function describe({ resourceId, provisioningState, operation, plan, lease, lastTakeover }: ClusterView): string {
  const rows: [string, string | undefined][] = [
    ['cluster', resourceId],
    ['state', provisioningState],
    ['operation', operation && `${operation.id}, ${operation.kind}, ${operation.status}`],
    ['began', operation?.startTime],
    ['ended', operation?.endTime],
    ['correlation', operation?.correlationId],
    ['plan', plan && `${plan.kind} version ${plan.version}, until ${plan.deadline}`],
    ['at step', plan && `${plan.step || 'the first'}${plan.stepStartedAt ? `, since ${plan.stepStartedAt}` : ''}`],
    ['waits for', plan?.waitingFor],
    ['next look', plan?.notBefore],
    ['attempts', plan && String(plan.attempts)],
    ['lease', lease ? `${lease.owner}, until ${lease.expiresAt}` : plan && 'nobody works on it now'],
    ['taken over', lastTakeover],
    ['told', operation?.error && `${operation.error.code}: ${operation.error.message}`],
    ['failed at', operation?.diagnostics?.step],
    ['because', operation?.diagnostics?.detail],
  ];
  const table = rows.flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(12)}${value}`]));
  const steps = (plan?.timeline ?? operation?.timeline ?? []).map(
    ({ step, startedAt, endedAt }) => `${startedAt}  ${seconds(startedAt, endedAt).padStart(7)}  ${step}`,
  );
  const parts = Object.entries({
    ...(steps.length > 0 && { 'steps done': steps.join('\n') }),
    ...operation?.diagnostics?.parts,
  });
  return [table.join('\n'), ...parts.map(([name, text]) => `--- ${name}\n${text.trimEnd()}`)].join('\n\n');
}

const seconds = (from: string, to: string): string => `${((Date.parse(to) - Date.parse(from)) / 1_000).toFixed(1)} s`;

type Present<T> = { [K in keyof T]?: Exclude<T[K], undefined> };
const present = <T extends object>(members: T): Present<T> =>
  Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as Present<T>;
