import { CosmosError } from '../../../../cosmos/model/errors.ts';
import { ArmError } from '../../errors.ts';
import { asObject, isText, type Json } from '../../json.ts';
import { parentIdOf } from '../../resource-id.ts';
import { type Resource } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { documentDbApiVersions } from './api-versions.ts';

export const accountType = 'Microsoft.DocumentDB/databaseAccounts';

export const badRequest = (message: string): ArmError => new ArmError(400, 'BadRequest', message);

const sharedDefaults = {
  apiVersions: documentDbApiVersions,
  kind: 'child',
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  absent: () => notFound('Resource Not Found. Learn more: https://aka.ms/cosmosdb-tsg-not-found'),
} as const satisfies Partial<ResourceType>;

/** What databases and containers have in common. They are made side by side. */
export const childDefaults = { ...sharedDefaults, isAlone: true } as const satisfies Partial<ResourceType>;

/** The account, and what its roles are, change one at a time; nothing else of it waits for them. */
export const locked = (operationUrl: string): ArmError =>
  new ArmError(
    412,
    'PreconditionFailed',
    `There is another user operation in progress which requires an exclusive lock on the account. Please retry after sometime. The operation is ${operationUrl}.`,
  );

/** What definitions and assignments of roles have in common. */
export const roleDefaults = {
  ...sharedDefaults,
  waitsFor: ({ type }: Resource) => /\/(databaseAccounts|sqlRoleDefinitions|sqlRoleAssignments)$/i.test(type),
  busy: locked,
} as const satisfies Partial<ResourceType>;

export const notFound = (message: string): ArmError => new ArmError(404, 'NotFound', message);

/** The id of the account above a child. */
export const accountIdOf = (id: string): string => {
  const parent = parentIdOf(id);
  return parent === undefined ? id : accountIdOf(parent);
};

/** `properties.resource`, whose id is the name in the URL (Cosmos DB resource provider REST). @throws ArmError */
export function resourceOf(name: string, properties: Json, kind: string): Json & { id: string } {
  const resource = asObject(properties['resource']);
  const { id } = resource;
  if (!isText(id)) throw badRequest(`The ${kind} id in the request body is missing.`);
  if (id !== name) throw badRequest(`The ${kind} name '${name}' of the URL is not the id '${id}' of the request body.`);
  return { ...resource, id };
}

/** Throughput, given for itself or as the most that is scaled to. @throws ArmError */
export function optionsOf(properties: Json): Json {
  const options = asObject(properties['options']);
  const { throughput, autoscaleSettings } = options;
  const most = asObject(autoscaleSettings)['maxThroughput'];
  if (throughput !== undefined && most !== undefined)
    throw badRequest('Both throughput and autoscaleSettings were given; a resource has one of them.');
  refuseThroughput(throughput, { least: 400, step: 100 });
  refuseThroughput(most, { least: 1_000, step: 1_000 });
  return options;
}

function refuseThroughput(given: unknown, { least, step }: { least: number; step: number }): void {
  if (given === undefined) return;
  const value = Number(given);
  if (Number.isInteger(value) && value >= least && value % step === 0) return;
  throw badRequest(`The offer of ${String(given)} RU/s is invalid: it is ${least} or more, in steps of ${step}.`);
}

/** What the data plane refuses, the resource provider refuses in the same words. */
export function inItsWords<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof CosmosError) throw new ArmError(error.status, error.code, error.message);
    throw error;
  }
}
