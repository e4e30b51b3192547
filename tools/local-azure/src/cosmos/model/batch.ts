import { badRequest, CosmosError, tooLarge } from './errors.ts';

/** One element of a batch's body, as clients send it. */
export interface BatchOperation {
  operationType: string;
  id?: string;
  resourceBody?: unknown;
  ifMatch?: string;
  ifNoneMatch?: string;
  /** JSON text of a key; in batches that are not atomic. */
  partitionKey?: string;
}

/** One element of the answer. */
export interface BatchResult {
  statusCode: number;
  subStatusCode?: number;
  requestCharge: number;
  eTag?: string;
  /** JSON text. */
  resourceBody?: string;
}

export const maxBatchOperations = 100;
const maxAnswerBytes = 4 * 1024 * 1024;

/** @throws CosmosError 400 */
export function parseBatch(body: unknown): BatchOperation[] {
  if (!Array.isArray(body) || body.length === 0) throw badRequest('A batch must hold operations.');
  if (body.length > maxBatchOperations) {
    throw badRequest(
      `Batch request has more operations than what is supported: ${body.length} > ${maxBatchOperations}.`,
    );
  }
  return body as BatchOperation[];
}

const failed = (error: unknown): BatchResult => {
  if (!(error instanceof CosmosError)) throw error;
  return {
    statusCode: error.status,
    ...(error.substatus === 0 ? {} : { subStatusCode: error.substatus }),
    requestCharge: 0,
  };
};

const dependent: BatchResult = { statusCode: 424, requestCharge: 0 };

/** Thrown to undo a batch; carries the answer. */
export class BatchFailure extends Error {
  constructor(readonly results: BatchResult[]) {
    super('a batch failed');
  }
}

function checkAnswer(results: readonly BatchResult[]): void {
  const bytes = results.reduce((sum, { resourceBody }) => sum + Buffer.byteLength(resourceBody ?? ''), 0);
  // 3402: the answer to a batch is over 4 MB.
  if (bytes > maxAnswerBytes) throw new CosmosError(413, tooLarge().message, { substatus: 3402 });
}

/**
 * All or nothing. @throws BatchFailure with the status of the operation that failed and 424 for every other one;
 * CosmosError 413 when the answer would be too long
 */
export function runAtomic(
  operations: readonly BatchOperation[],
  run: (operation: BatchOperation) => BatchResult,
): BatchResult[] {
  const results: BatchResult[] = [];
  for (const operation of operations) {
    try {
      results.push(run(operation));
    } catch (error) {
      const failure = failed(error);
      throw new BatchFailure(operations.map((_, i) => (i === results.length ? failure : dependent)));
    }
  }
  checkAnswer(results);
  return results;
}

/**
 * Each operation for itself, in order. When one fails the others go on, or, without `continueOnError`, are answered 424.
 * @param run undoes what it wrote when it throws
 */
export function runEach(
  operations: readonly BatchOperation[],
  continueOnError: boolean,
  run: (operation: BatchOperation) => BatchResult,
): BatchResult[] {
  let isStopped = false;
  return operations.map((operation) => {
    if (isStopped) return dependent;
    try {
      return run(operation);
    } catch (error) {
      isStopped = !continueOnError;
      return failed(error);
    }
  });
}
