import { type Application } from '../directory.ts';
import { refuse } from './errors.ts';
import { readKeyCredentials } from './key-credentials.ts';
import { applicationDefaults } from './shapes.ts';

type Change = Partial<Pick<Application, 'name' | 'multiTenant' | 'properties' | 'certificates'>>;

const type = 'Application';
const audiences = ['AzureADMyOrg', 'AzureADMultipleOrgs', 'AzureADandPersonalMicrosoftAccount'];

/**
 * What a POST or PATCH body changes of an application.
 * @param before the application that it changes
 * @throws GraphError 400 for a property that Graph does not have, and for a value that does not fit
 */
export function readApplication(body: Record<string, unknown>, before: Partial<Application> = {}): Change {
  const change: Change = {};
  const properties: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(body)) {
    if (name === 'displayName') change.name = displayName(value);
    else if (name === 'signInAudience') change.multiTenant = isMultiTenant(value);
    else if (name === 'keyCredentials') change.certificates = readKeyCredentials(value, before);
    else if (Object.hasOwn(applicationDefaults, name)) properties[name] = fitting(name, value);
    else throw refuse.unknownProperty(name);
  }
  return { ...change, properties };
}

function displayName(value: unknown): string {
  if (typeof value !== 'string' || value === '' || value.length > 256) throw refuse.value('displayName', type);
  return value;
}

function isMultiTenant(value: unknown): boolean {
  if (!audiences.includes(String(value))) throw refuse.value('signInAudience', type);
  return value !== 'AzureADMyOrg';
}

function fitting(name: string, value: unknown): unknown {
  const usual = applicationDefaults[name];
  const fits = Array.isArray(usual)
    ? Array.isArray(value) && (name !== 'identifierUris' || value.every((one) => typeof one === 'string'))
    : typeof usual !== 'object' || usual === null || (typeof value === 'object' && value !== null);
  if (!fits) throw refuse.value(name, type);
  return value;
}
