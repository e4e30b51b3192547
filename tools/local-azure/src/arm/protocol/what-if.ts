import { randomUUID } from 'node:crypto';
import { type Clock, type Duration } from '@aro-rp/time';
import { type DeploymentRequest } from '../model/deployments/accept.ts';
import { type Deployments } from '../model/deployments/deployments.ts';
import { type ResultFormat } from '../model/deployments/what-if/changes.ts';
import { ArmError, refusals } from '../model/errors.ts';
import { asObject, type Json } from '../model/json.ts';
import { keyOf } from '../model/resource-id.ts';
import { type Answer, type Call, requireApiVersion } from './call.ts';
import { type LocalRoutes } from './routes.ts';

export interface WhatIfOptions {
  deployments: Pick<Deployments, 'whatIf'>;
  clock: Clock;
  region: string;
  retryAfter: number;
  /** How long one takes. */
  duration: Duration;
}

export interface WhatIf {
  /** 202 to POST of `whatIf`. @throws ArmError for a request that cannot be read */
  begin(call: Call, request: DeploymentRequest): Answer;
  /** What its `Location` leads to. */
  results: LocalRoutes;
}

interface Running {
  subscriptionId: string;
  oid: string;
  dueAt: number;
  body: Json;
}

/** How many answers are kept for whoever asks for them; in memory, since nothing depends on them. */
const kept = 100;
const formats: readonly ResultFormat[] = ['FullResourcePayloads', 'ResourceIdOnly'];
/** What is wrong with the template or what it asks for, and so is the result and not the answer to the request. */
const ofTheResult = new Set(['InvalidTemplate', 'InvalidTemplateDeployment', 'InvalidDeployment']);

/** Deployments - What If (Microsoft.Resources 2021-04-01): 202 with `Location`, which answers 202 and then the result. */
export function createWhatIf({ deployments, clock, region, retryAfter, duration }: WhatIfOptions): WhatIf {
  const running = new Map<string, Running>();
  const accepted = (call: Call, subscriptionId: string, id: string): Answer => ({
    status: 202,
    headers: {
      Location: `${call.origin}/subscriptions/${subscriptionId}/providers/Microsoft.Resources/locations/${region}/operationResults/${id}?api-version=${requireApiVersion(call)}`,
      'Retry-After': String(retryAfter),
    },
  });

  return {
    begin(call, request) {
      const { subscriptionId } = request.place;
      const body = resultOf(deployments, request);
      const id = randomUUID();
      running.set(id, { subscriptionId, oid: call.caller.oid, dueAt: clock.now() + duration, body });
      const [oldest] = running.keys();
      if (running.size > kept && oldest !== undefined) running.delete(oldest);
      return accepted(call, subscriptionId, id);
    },
    results: {
      '/subscriptions/:subscriptionId/providers/Microsoft.Resources/locations/:location/operationResults/:id': {
        get(call, { subscriptionId = '', id = '' }) {
          const found = running.get(id);
          if (found?.oid !== call.caller.oid || keyOf(found.subscriptionId) !== keyOf(subscriptionId))
            throw new ArmError(404, 'NotFound', `The operation '${id}' was not found. Path: ${call.path}.`);
          return found.dueAt > clock.now() ? accepted(call, subscriptionId, id) : { status: 200, body: found.body };
        },
      },
    },
  };
}

/** 200 for one that failed too. */
function resultOf(deployments: Pick<Deployments, 'whatIf'>, request: DeploymentRequest): Json {
  const format = formatOf(asObject(asObject(request.body.value)['properties']));
  try {
    return { status: 'Succeeded', properties: { changes: deployments.whatIf(request, format) } };
  } catch (error) {
    if (error instanceof ArmError && ofTheResult.has(error.code)) return { status: 'Failed', error: error.toBody() };
    throw error;
  }
}

function formatOf(properties: Json): ResultFormat {
  const { resultFormat } = asObject(properties['whatIfSettings']);
  if (resultFormat === undefined || resultFormat === null) return 'FullResourcePayloads';
  const found = formats.find((one) => one.toLowerCase() === String(resultFormat).toLowerCase());
  if (found) return found;
  throw refusals.invalidContent(
    `the resultFormat '${String(resultFormat)}' is neither 'FullResourcePayloads' nor 'ResourceIdOnly'`,
  );
}
