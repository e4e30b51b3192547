import { variants } from '../testing/template-inputs.ts';
import { apiVersions } from '../names.ts';
import { type Template, type TemplateResource } from './template.ts';

const templates = Object.entries<Template>(variants);

/** `TYPE NAME/NAME` of a resource, as of an id's expression. */
const keyOf = ({ type, name }: TemplateResource) => `${type} ${name}`;
const idExpression = /resourceId\('([^']+)'((?:, '[^']+')+)\)/g;
function idsIn(value: unknown): string[] {
  return [...JSON.stringify(value).matchAll(idExpression)].map(
    ([, type = '', names = '']) => `${type} ${[...names.matchAll(/'([^']+)'/g)].map(([, name]) => name).join('/')}`,
  );
}

/** Frontends, pools and probes are parts of their load balancer's own body. */
function holderOf(key: string): string {
  const [type = '', names = ''] = key.split(' ');
  const match = /^(Microsoft\.Network\/loadBalancers)\//.exec(type);
  return match ? `${match[1]} ${names.split('/')[0]}` : key;
}

describe.each(templates)('the template %s', (_, { resources }) => {
  const made = new Set(resources.map(keyOf));

  it('makes each resource once', () => {
    expect(made.size).toBe(resources.length);
  });

  it('depends on nothing that it does not make', () => {
    const unknown = resources.flatMap(({ dependsOn = [] }) => idsIn(dependsOn).filter((one) => !made.has(one)));

    expect(unknown).toEqual([]);
    // Each is an id expression: one that is not would be no dependency that the first expectation sees.
    for (const { dependsOn = [] } of resources) expect(idsIn(dependsOn)).toHaveLength(dependsOn.length);
  });

  it('says of every resource that names another of the template that it depends on it', () => {
    const missing = resources.flatMap((resource) => {
      const { dependsOn = [], ...body } = resource;
      const named = idsIn(body).map(holderOf);
      const others = named.filter((one) => made.has(one) && one !== keyOf(resource));
      return others.filter((one) => !idsIn(dependsOn).includes(one)).map((one) => `${keyOf(resource)} -> ${one}`);
    });

    expect(missing).toEqual([]);
  });

  it('makes every child after its parent', () => {
    const orphans = resources.flatMap((resource) => {
      const [type, name] = [resource.type.split('/').slice(0, 2).join('/'), resource.name.split('/')[0]];
      const parent = `${type} ${name}`;
      const isChild = resource.name.includes('/');
      return isChild && !idsIn(resource.dependsOn ?? []).includes(parent) ? [keyOf(resource)] : [];
    });

    expect(orphans).toEqual([]);
  });

  it("has as many names as its type has parts, and its type's api-version", () => {
    const versionOf = (type: string) =>
      apiVersions[Object.entries(versions).find(([prefix]) => type.startsWith(prefix))?.[1] ?? 'network'];

    for (const { type, name, apiVersion } of resources) {
      expect(name.split('/')).toHaveLength(type.split('/').length - 1);
      expect([type, apiVersion]).toEqual([type, versionOf(type)]);
    }
  });
});

const versions: Record<string, keyof typeof apiVersions> = {
  'Microsoft.Network/privateDnsZones': 'privateDns',
  'Microsoft.Network/': 'network',
  'Microsoft.Compute/': 'compute',
  'Microsoft.Storage/': 'storage',
  'Microsoft.ManagedIdentity/': 'managedIdentity',
};

it('no expression is made of more than names: whatever is put into one has no quote in it', () => {
  const expressions = templates.flatMap(([, { resources }]) => JSON.stringify(resources).match(/"\[[^"]*\]"/g) ?? []);

  expect(expressions.length).toBeGreaterThan(0);
  for (const expression of expressions) expect(expression).toMatch(/^"\[(?:[^']|'[\w./-]+')*\]"$/);
});

it('no template holds a secret, or shows one: what is secret is a parameter without a default', () => {
  for (const [, template] of templates) {
    expect(JSON.stringify(template)).not.toMatch(
      /[?&]sig=|PRIVATE KEY|SharedAccess|"auths"|adminPassword|defaultValue/i,
    );
    expect(template).not.toHaveProperty('outputs');
  }
});
