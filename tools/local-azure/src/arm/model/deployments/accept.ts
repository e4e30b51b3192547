import { createHash, randomUUID } from 'node:crypto';
import { type Clock, toInstant } from '@aro-rp/time';
import { type Claims } from '../../../host/context.ts';
import { planTemplate, type TemplatePlan } from '../../template/index.ts';
import { type JsonText } from '../../template/json-text.ts';
import { secretsOf } from '../../template/parameters.ts';
import { ContentError, TemplateError } from '../../template/template-error.ts';
import { ArmError, type ErrorDetail, refusals } from '../errors.ts';
import { asObject, isObject, isText, type Json } from '../json.ts';
import { normalLocation } from '../locations.ts';
import { acceptTags } from '../tags.ts';
import { type Deployment, type DeploymentPlace, deploymentsPath } from './deployment.ts';
import { invalidTemplate } from './faults.ts';
import { exportable } from './secrecy.ts';
import { type DeploymentInfo } from './surroundings.ts';
import { type Surroundings } from '../../template/scope.ts';

export interface DeploymentRequest {
  place: DeploymentPlace;
  name: string;
  apiVersion: string;
  /** `{location?, tags?, properties}`. */
  body: JsonText;
  caller: Claims;
  correlationId: string;
  /** Texts in `body` that a deployment around it has put in and that are shown nowhere. */
  secrets: string[];
  /** What providers behind the front door would refuse. */
  foreseen?: readonly ErrorDetail[];
}

const validName = /^[-\w._()]{1,64}$/;

/** A deployment that nothing was done for yet. @throws ArmError for what is wrong with it in itself */
export function acceptDeployment(
  request: DeploymentRequest,
  clock: Clock,
  surroundings: (place: DeploymentPlace, info: DeploymentInfo) => Surroundings,
): Deployment {
  const { place, name, body, caller, correlationId, apiVersion } = request;
  if (!validName.test(name))
    throw invalid(
      `The deployment name '${name}' is not valid: it has 1 to 64 letters, digits, '-', '_', '.', '(' and ')'.`,
    );
  const { value } = body;
  if (!isObject(value) || !isObject(value['properties'])) throw refusals.invalidContent('properties is missing');
  const location = locationOf(value, request);
  const source = templateOf(value['properties']);
  const info = { name, ...(location === undefined ? {} : { location }), template: source };
  const plan = planOf(request, clock, surroundings(place, info));
  const tags = acceptTags(value['tags']);
  return {
    id: `${deploymentsPath(place)}/${name}`,
    name,
    ...place,
    ...(location === undefined ? {} : { location }),
    ...(tags === undefined ? {} : { tags }),
    operationId: randomUUID(),
    apiVersion,
    caller,
    correlationId,
    startTime: toInstant(clock.now()),
    state: 'Accepted',
    mode: 'Incremental',
    source: exportable(source, request.secrets),
    templateHash: createHash('sha256').update(JSON.stringify(source)).digest().readBigUInt64BE().toString(),
    providers: providersOf(plan, location),
    parameters: plan.parameters,
    resources: plan.resources.map((one) => ({ ...one, work: { state: 'waiting', operationId: randomUUID() } })),
    running: { template: plan.template, secrets: [...request.secrets, ...secretsOf(plan.parameters)] },
  };
}

function planOf({ body, place }: DeploymentRequest, clock: Clock, surroundings: Surroundings): TemplatePlan {
  const { template, parameters } = asObject(asObject(body.value)['properties']);
  try {
    return planTemplate({
      template,
      parameters,
      place,
      surroundings,
      now: () => clock.now(),
      newGuid: randomUUID,
      positionOf: body.positionOf,
    });
  } catch (error) {
    if (error instanceof ContentError) throw refusals.invalidContent(error.message);
    if (error instanceof TemplateError) throw invalidTemplate(error);
    throw error;
  }
}

const invalid = (message: string): ArmError => new ArmError(400, 'InvalidDeployment', message);

function locationOf(body: Json, { place, name }: DeploymentRequest): string | undefined {
  const { location } = body;
  if (place.resourceGroup === undefined) {
    if (!isText(location)) throw refusals.locationRequired();
    return location;
  }
  if (location !== undefined && location !== null)
    throw invalid(`The 'location' property is not allowed for deployment '${name}' to a resource group.`);
  return undefined;
}

/** Only what is served here, and in the open: a complete deployment would delete what the template does not list. */
function templateOf(properties: Json): Json {
  const { mode, template } = properties;
  for (const link of ['templateLink', 'parametersLink'])
    if (isObject(properties[link]))
      throw new ArmError(400, 'InvalidContentLink', `'${link}' is not served here: send the content itself.`);
  if (isObject(properties['onErrorDeployment'])) throw invalid(`'onErrorDeployment' is not served here.`);
  if (typeof mode !== 'string' || !['incremental', 'complete'].includes(mode.toLowerCase()))
    throw refusals.invalidContent(`the deployment mode '${String(mode)}' is neither 'Incremental' nor 'Complete'`);
  if (mode.toLowerCase() === 'complete')
    throw invalid(`The deployment mode 'Complete' is not served here; only 'Incremental' is.`);
  if (isObject(template)) return template;
  throw new ArmError(
    400,
    'InvalidTemplate',
    `Deployment template validation failed: 'The template is missing or is no JSON object.'.`,
  );
}

function providersOf({ resources }: TemplatePlan, fallback: string | undefined): Json[] {
  const byNamespace = new Map<string, Map<string, Set<string | null>>>();
  for (const { type, location } of resources) {
    const [namespace = '', ...rest] = type.split('/');
    const types = byNamespace.get(namespace) ?? new Map<string, Set<string | null>>();
    const locations = types.get(rest.join('/')) ?? new Set<string | null>();
    locations.add(location === undefined ? (fallback ?? null) : normalLocation(location));
    byNamespace.set(namespace, types.set(rest.join('/'), locations));
  }
  return [...byNamespace].map(([namespace, types]) => ({
    namespace,
    resourceTypes: [...types].map(([resourceType, locations]) => ({ resourceType, locations: [...locations] })),
  }));
}
