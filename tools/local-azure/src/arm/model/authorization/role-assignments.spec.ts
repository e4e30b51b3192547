import { seconds } from '@aro-rp/time';
import { cluster, customer, resourceProvider } from '../../../entra/principals.ts';
import { roles } from './built-in-roles.ts';
import {
  assignmentBody,
  assignmentPath,
  type Callers,
  groupPath,
  messageOf,
  newGuid,
  objectIdOf,
  said,
  startWithCallers,
  subscription,
} from './testing.ts';

const location = { location: 'eastus' };
const clusterId = objectIdOf(cluster);
const contributor = roles.contributor.name;

describe('role assignments', () => {
  let callers: Callers;
  const stranger = 'b0000000-0000-4000-8000-0000000000ff';
  beforeAll(async () => {
    callers = await startWithCallers({ principalExists: (_tenant, id) => id !== stranger });
  });
  afterAll(() => callers.close());

  const send: Callers['customer'] = (...request) => callers.customer(...request);
  const group = async (name: string) => {
    await send('PUT', groupPath(name), location);
    return groupPath(name);
  };
  const put = (path: string, role: string = contributor, principalId = clusterId) =>
    send('PUT', path, assignmentBody(role, principalId));

  it('are made, shown, repeated and removed', async () => {
    const scope = await group('one');
    const path = assignmentPath(scope);

    const made = await put(path);
    const again = await put(path);
    const old = await send('PUT', `${path}?api-version=2015-07-01`, assignmentBody(contributor, clusterId));
    const shown = await send('GET', path);
    const removed = await send('DELETE', path);
    const gone = await send('DELETE', path);

    expect([made, again, old, shown, removed, gone].map(({ status }) => status)).toEqual([
      201, 200, 201, 200, 200, 204,
    ]);
    expect(shown.body).toEqual(made.body);
    expect(removed.body).toEqual(made.body);
    expect(shown.body).toMatchObject({
      id: path,
      type: 'Microsoft.Authorization/roleAssignments',
      properties: {
        scope,
        principalId: clusterId,
        principalType: 'ServicePrincipal',
        roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${contributor}`,
        createdBy: objectIdOf(customer),
      },
    });
    expect(said(await send('GET', path))).toBe('404 RoleAssignmentNotFound');
  });

  it('have the shape of each api-version', async () => {
    const path = assignmentPath(await group('shapes'));
    await put(path);
    const membersAt = async (version: string) => {
      const { body } = await send('GET', `${path}?api-version=${version}`);
      return Object.keys(body['properties'] as object);
    };

    expect(await membersAt('2015-07-01')).not.toContain('principalType');
    expect(await membersAt('2018-09-01-preview')).toContain('principalType');
    expect(await membersAt('2018-09-01-preview')).not.toContain('condition');
    expect(await membersAt('2020-04-01-preview')).toContain('condition');
    expect(await membersAt('2022-04-01')).toContain('delegatedManagedIdentityResourceId');
    expect(said(await send('GET', `${path}?api-version=2001-01-01`))).toBe('400 NoRegisteredProviderFound');
  });

  it('are refused in Azure’s words', async () => {
    const scope = await group('refused');
    const path = assignmentPath(scope);
    await put(path);

    expect(said(await put(assignmentPath(scope, 'no-guid')))).toBe('400 InvalidRoleAssignmentId');
    expect(said(await put(assignmentPath(scope), newGuid()))).toBe('400 RoleDefinitionDoesNotExist');
    expect(said(await put(assignmentPath(scope), 'Contributor'))).toBe('400 InvalidRoleDefinitionId');
    expect(said(await put(assignmentPath(scope), contributor, 'me'))).toBe('400 InvalidPrincipalId');
    expect(said(await put(assignmentPath(scope), contributor, stranger))).toBe('400 PrincipalNotFound');
    expect(said(await send('PUT', assignmentPath(scope), {}))).toBe('400 BadRequestFormat');
    expect(said(await put(path, roles.reader.name))).toBe('400 RoleAssignmentUpdateNotPermitted');
    expect(said(await put(path, contributor, objectIdOf(customer)))).toBe('400 RoleAssignmentUpdateNotPermitted');
    const twice = await put(assignmentPath(scope));
    expect(said(twice)).toBe('409 RoleAssignmentExists');
    expect(messageOf(twice)).toContain(path.split('/').at(-1)?.replaceAll('-', ''));
    expect(said(await put(assignmentPath(groupPath('absent'))))).toBe('404 ResourceGroupNotFound');
    const absent = `${scope}/providers/Microsoft.Network/virtualNetworks/absent`;
    expect(said(await put(assignmentPath(absent)))).toBe('404 ResourceNotFound');
  });

  it('on a condition give away the roles that it lists, and take away no others', async () => {
    const scope = await group('conditional');
    const listed = (verb: string, source: string) =>
      `((!(ActionMatches{'Microsoft.Authorization/roleAssignments/${verb}'})) OR (@${source}[Microsoft.Authorization/roleAssignments:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {${roles.reader.name}}))`;
    const give = (condition: string) => {
      const { properties } = assignmentBody(roles.roleBasedAccessControlAdministrator.name, clusterId);
      return send('PUT', assignmentPath(scope), { properties: { ...properties, condition, conditionVersion: '2.0' } });
    };
    const as = (method: string, path: string, role?: string) =>
      callers.cluster(
        method,
        path,
        role === undefined ? undefined : assignmentBody(role, objectIdOf(resourceProvider)),
      );
    const [reader, owner] = [assignmentPath(scope), assignmentPath(scope)];

    expect(said(await give('whatever'))).toBe('400 BadRequestFormat');
    expect((await give(`${listed('write', 'Request')} AND ${listed('delete', 'Resource')}`)).status).toBe(201);
    await callers.clock.advance(seconds(5));

    expect((await as('PUT', reader, roles.reader.name)).status).toBe(201);
    expect(said(await as('PUT', owner, roles.owner.name))).toBe('403 AuthorizationFailed');
    await put(owner, roles.owner.name, objectIdOf(resourceProvider));
    expect(said(await as('DELETE', owner))).toBe('403 AuthorizationFailed');
    expect((await as('DELETE', reader)).status).toBe(200);
  });

  it('are listed at, above and below a scope, by scope and by principal', async () => {
    const [scope, other] = [await group('listed'), await group('elsewhere')];
    const vnet = `${scope}/providers/Microsoft.Network/virtualNetworks/vnet`;
    await send('PUT', vnet, { ...location, properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] } } });
    const [at, below, elsewhere] = [assignmentPath(scope), assignmentPath(vnet), assignmentPath(other)];
    await put(at);
    await put(below, roles.networkContributor.name, objectIdOf(resourceProvider));
    await put(elsewhere);
    const list = async (filter = '') => {
      const path = `${scope}/providers/Microsoft.Authorization/roleAssignments${filter}`;
      const { body } = await send('GET', path);
      return (body['value'] as { id: string }[]).map(({ id }) => id);
    };

    const all = await list();
    expect(all).toEqual(expect.arrayContaining([at, below]));
    expect(all).not.toContain(elsewhere);
    // Of the subscription: the customer owns it.
    expect(all.some((id) => id.startsWith(`${subscription}/providers/`))).toBe(true);
    expect(await list('?$filter=atScope()')).not.toContain(below);
    expect(await list(`?$filter=principalId eq '${clusterId}'`)).toEqual([at]);
    expect(await list(`?$filter=atScope() and assignedTo('${objectIdOf(resourceProvider)}')`)).toEqual([]);
    expect(said(await send('GET', `${scope}/providers/Microsoft.Authorization/roleAssignments?$filter=x`))).toBe(
      '400 UnsupportedQuery',
    );
  });

  it('go with the group or the resource that they are at', async () => {
    const scope = await group('going');
    const nsg = `${scope}/providers/Microsoft.Network/networkSecurityGroups/n`;
    await send('PUT', nsg, location);
    await callers.clock.advance(seconds(2));
    const [atGroup, atResource] = [assignmentPath(scope), assignmentPath(nsg)];
    await put(atGroup);
    await put(atResource, roles.reader.name);

    await send('DELETE', nsg);
    await callers.clock.advance(seconds(2));
    await send('PUT', nsg, location);
    const afterResource = await send('GET', atResource);
    await callers.clock.advance(seconds(2));
    await put(atResource, roles.reader.name);
    await send('DELETE', scope);
    await callers.clock.advance(seconds(60));
    await group('going');
    await send('PUT', nsg, location);

    expect(said(afterResource)).toBe('404 RoleAssignmentNotFound');
    expect(said(await send('GET', atGroup))).toBe('404 RoleAssignmentNotFound');
    expect(said(await send('GET', atResource))).toBe('404 RoleAssignmentNotFound');
  });

  describe('of roles of a customer’s own', () => {
    const definitionPath = (name: string) =>
      `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${name}`;
    const definition = (roleName: string, scope: string) => ({
      properties: {
        roleName,
        type: 'CustomRole',
        permissions: [{ actions: ['Microsoft.Network/*/read'], notActions: [] }],
        assignableScopes: [scope],
      },
    });

    it('are made where the role may be assigned, and keep the role from being deleted', async () => {
      const [here, there] = [await group('here'), await group('there')];
      const name = newGuid();
      const made = await send('PUT', definitionPath(name), definition('Looker', here));
      const path = assignmentPath(here);

      expect(made.status).toBe(201);
      expect((await put(path, name)).status).toBe(201);
      expect(said(await put(assignmentPath(there), name))).toBe('400 RoleAssignmentScopeNotAssignableToRoleDefinition');
      expect(said(await send('PUT', definitionPath(newGuid()), definition('looker', here)))).toBe(
        '409 RoleDefinitionWithSameNameExists',
      );
      expect(said(await send('DELETE', definitionPath(name)))).toBe('400 RoleDefinitionHasAssignments');
      await send('DELETE', path);
      expect((await send('DELETE', definitionPath(name))).status).toBe(200);
      expect((await send('DELETE', definitionPath(name))).status).toBe(204);
    });

    it('stand in lists beside Azure’s own, which nobody changes', async () => {
      const all = async (filter: string) => {
        const path = `${subscription}/providers/Microsoft.Authorization/roleDefinitions?$filter=${filter}`;
        const { body } = await send('GET', path);
        return (body['value'] as { name: string }[]).map(({ name }) => name);
      };

      expect(await all("roleName eq 'Network Contributor'")).toEqual(['4d97b98b-1d4f-4787-a291-c67834d212e7']);
      expect(await all("type eq 'CustomRole'")).not.toContain(roles.owner.name);
      expect(said(await send('PUT', definitionPath(roles.owner.name), definition('Owner', subscription)))).toBe(
        '400 CannotChangeBuiltInRoleDefinition',
      );
      expect(said(await send('GET', definitionPath(newGuid())))).toBe('404 RoleDefinitionDoesNotExist');
      const root = await send('GET', `/providers/Microsoft.Authorization/roleDefinitions/${roles.owner.name}`);
      expect(root.body).toMatchObject({ properties: { roleName: 'Owner' } });
    });
  });

  it('are made by template deployments too, in the caller’s name', async () => {
    const scope = await group('deployed');
    const name = newGuid();
    const template = {
      $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
      contentVersion: '1.0.0.0',
      resources: [
        {
          type: 'Microsoft.Authorization/roleAssignments',
          apiVersion: '2022-04-01',
          name,
          ...assignmentBody(contributor, clusterId),
        },
      ],
    };
    const deployment = `${scope}/providers/Microsoft.Resources/deployments/d`;

    await send('PUT', deployment, { properties: { mode: 'Incremental', template } });
    for (let i = 0; i < 20; i++) await callers.clock.advance(seconds(1));

    expect((await send('GET', deployment)).body).toMatchObject({ properties: { provisioningState: 'Succeeded' } });
    expect((await send('GET', assignmentPath(scope, name))).body).toMatchObject({ name });
  });
});
