import { type PlannedResource } from '../../template/index.ts';
import { hasUnresolved, previewValue } from '../../template/preview.ts';
import { bodyOf, isDeployment } from '../../template/resource-body.ts';
import { type Scope } from '../../template/scope.ts';
import { TemplateError } from '../../template/template-error.ts';
import { type Intended } from '../access.ts';
import { type Json } from '../json.ts';
import { keyOf } from '../resource-id.ts';

/** What would be put, or undefined when that is not known before the deployment. */
export function previewOf(resource: PlannedResource, scope: Scope): Json | undefined {
  // Policies do not look at deployments, but at what they put.
  if (isDeployment(resource)) return undefined;
  try {
    const body = bodyOf(resource, scope, previewValue);
    return hasUnresolved(body) ? undefined : body;
  } catch (error) {
    // A fault that only the deployment shows is told by the deployment.
    if (error instanceof TemplateError) return undefined;
    throw error;
  }
}

/** As policies look at it. */
export function intendedOf({ id, name, type }: PlannedResource, body: Json): Intended {
  const isGroup = keyOf(type) === 'microsoft.resources/resourcegroups';
  return {
    id,
    name: name.split('/').at(-1) ?? '',
    type: isGroup ? 'Microsoft.Resources/subscriptions/resourceGroups' : type,
    body,
  };
}
