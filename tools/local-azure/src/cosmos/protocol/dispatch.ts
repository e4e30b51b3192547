import { BatchFailure } from '../model/batch.ts';
import { type Answer } from './answer.ts';
import { batchAnswer, runBatch } from './batches.ts';
import { type Call } from './call.ts';
import { readChangeFeed } from './feeds.ts';
import { createItem, deleteItem, patchItem, readItem, replaceItem } from './items.ts';
import { planQuery, queryItems, queryList, readItems } from './queries.ts';
import { type Kind, kindOf } from './request.ts';
import * as resources from './resources.ts';

type Handler = (call: Call) => Answer;

/** What is answered at a path, by method; `POST` is refined by {@link Kind}. */
const routes: { pattern: string; handlers: Partial<Record<string, Handler>> }[] = [
  { pattern: '', handlers: { GET: resources.readAccount } },
  {
    pattern: 'dbs',
    handlers: {
      GET: resources.listDatabases,
      POST: resources.createDatabase,
      QUERY: queryList(resources.listDatabases),
    },
  },
  { pattern: 'dbs/*', handlers: { GET: resources.readDatabase, DELETE: resources.deleteDatabase } },
  {
    pattern: 'dbs/*/colls',
    handlers: {
      GET: resources.listContainers,
      POST: resources.createContainer,
      QUERY: queryList(resources.listContainers),
    },
  },
  {
    pattern: 'dbs/*/colls/*',
    handlers: { GET: resources.readContainer, PUT: resources.replaceContainer, DELETE: resources.deleteContainer },
  },
  { pattern: 'dbs/*/colls/*/pkranges', handlers: { GET: resources.listRanges } },
  {
    pattern: 'dbs/*/colls/*/docs',
    handlers: {
      GET: readItems,
      POST: createItem,
      BATCH: runBatch,
      FEED: readChangeFeed,
      PLAN: planQuery,
      QUERY: queryItems,
    },
  },
  {
    pattern: 'dbs/*/colls/*/docs/*',
    handlers: { GET: readItem, PUT: replaceItem, DELETE: deleteItem, PATCH: patchItem },
  },
  { pattern: 'offers', handlers: { GET: resources.listOffers, QUERY: queryList(resources.listOffers) } },
];

const patternOf = (segments: readonly string[]) =>
  segments.map((segment, i) => (i % 2 === 0 ? segment : '*')).join('/');

const reading: readonly (Kind | string)[] = ['GET', 'FEED', 'PLAN', 'QUERY'];

/** Runs the request in the store's turn. @returns when what it did is durable. @throws CosmosError */
export async function dispatch(call: Call): Promise<Answer> {
  const kind = kindOf(call.request);
  const name = kind === 'PLAIN' ? call.request.method : kind;
  const route = routes.find(({ pattern }) => pattern === patternOf(call.request.segments));
  const handler = route?.handlers[name] ?? resources.noSuchRoute;
  const { store } = call.account;
  try {
    return await (reading.includes(name) ? store.read(() => handler(call)) : store.write(() => handler(call)));
  } catch (error) {
    if (error instanceof BatchFailure) return batchAnswer(error.results, {});
    throw error;
  }
}
