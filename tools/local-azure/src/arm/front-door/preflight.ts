import { type Deployments } from '../model/deployments/deployments.ts';
import { ArmError, type ErrorDetail } from '../model/errors.ts';
import { asObject, isObject, isText, type Json } from '../model/json.ts';
import { type Model } from '../model/index.ts';
import { redHatOpenShiftNamespace } from '../model/providers/red-hat-open-shift.ts';
import { type Call } from '../protocol/call.ts';
import { readDeploymentRequest } from '../protocol/deployment-request.ts';
import { type Parameters } from '../protocol/dispatch.ts';
import { type Frontend } from './frontend.ts';
import { requestHeaders } from './headers.ts';

/** Azure Resource Manager's own (ARM RPC, preflight). */
const apiVersion = '2020-10-01';

/** Requests of which providers are asked beforehand, below a resource group. */
export const foreseenPaths = ['', '/validate', '/whatIf'].map(
  (action) =>
    `/subscriptions/:subscriptionId/resourceGroups/:group/providers/Microsoft.Resources/deployments/:name${action}`,
);

export interface ForesightOptions {
  deployments: Pick<Deployments, 'behindFrontDoor'>;
  model: Pick<Model, 'registrations' | 'subscriptions'>;
  frontend: Frontend;
  region: string;
  log(line: string): void;
}

/**
 * Asks the provider, before a deployment is accepted, what it would refuse of the resources that are put to it, and
 * notes that with the call. One that gives no answer stands in no deployment's way.
 */
export function createForesight(options: ForesightOptions) {
  const { deployments, model, frontend, region, log } = options;
  return async (call: Call, { subscriptionId = '', group = '', name = '' }: Parameters): Promise<void> => {
    if (call.method !== 'PUT' && call.method !== 'POST') return;
    const place = { subscriptionId, resourceGroup: group };
    const resources = quietly(() => deployments.behindFrontDoor(readDeploymentRequest(call, place, name))) ?? [];
    if (resources.length === 0) return;
    const path = `/subscriptions/${subscriptionId}/resourceGroups/${encodeURIComponent(group)}/providers/${redHatOpenShiftNamespace}/deployments/${encodeURIComponent(name)}/preflight?api-version=${apiVersion}`;
    const homeTenantId = quietly(() => model.subscriptions.require(subscriptionId).tenantId);
    const isRegistered = quietly(() => {
      model.registrations.require(subscriptionId, redHatOpenShiftNamespace);
      return true;
    });
    if (!isRegistered) return;
    const { 'content-type': _type, ...headers } = requestHeaders(call, { homeTenantId, region, systemData: undefined });
    try {
      const answer = await frontend.send({
        method: 'POST',
        path,
        headers: { ...headers, 'content-type': 'application/json' },
        body: Buffer.from(JSON.stringify({ resources })),
      });
      if (answer.status === 200)
        call.foreseen = refusedIn(asObject(JSON.parse(answer.body.toString('utf8'))), resources);
      else log(`the provider answered ${answer.status} to the preflight of ${name}`);
    } catch (error) {
      if (!(error instanceof ArmError || error instanceof SyntaxError)) throw error;
      log(`the provider gave no answer to the preflight of ${name}: ${error.message}`);
    }
  };
}

/** What the deployment's own judgement will say better. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof ArmError) return undefined;
    throw error;
  }
}

function refusedIn({ status, error }: Json, [first]: Json[]): ErrorDetail[] {
  if (status !== 'Failed' || !isObject(error)) return [];
  const { code, message, target, details } = error;
  return [
    {
      code: isText(code) ? code : 'PreflightFailed',
      message: isText(message) ? message : 'The provider gave no reason.',
      target: isText(target) ? target : String(first?.['id']),
      ...(Array.isArray(details) ? { details: details as ErrorDetail[] } : {}),
    },
  ];
}
