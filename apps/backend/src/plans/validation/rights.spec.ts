import { type OutboundType } from '@aro-rp/api';
import { createScriptedArm, type ScriptedArm, type SeenRequest } from '../../testing/scripted-arm.ts';
import { placedCluster } from '../../testing/places.ts';
import { networkId, subnetIds, surveyed } from '../../testing/survey-on.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { type Verb } from './findings.ts';
import { clusterRights, ourRights } from './rights.ts';
import { type Check, createSurvey } from './survey.ts';

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

type Who = 'rp' | 'cluster';
const subscription = `/subscriptions/${surveyed.subscriptionId}`;
const group = `${subscription}/resourceGroups/g/providers`;
const routes = `${group}/Microsoft.Network/routeTables/r`;
const gateway = `${group}/Microsoft.Network/natGateways/g`;
const encryptionSet = `${group}/Microsoft.Compute/diskEncryptionSets/d`;
const all = { actions: ['*'], notActions: [] };

interface Scripted {
  /** What somebody may do at a scope; everything unless told. */
  may?(who: Who, scope: string): object;
  /** What somebody may read of the network; it is there unless told. */
  network?: Partial<Record<Who, number>>;
  outboundType?: OutboundType;
  verb?: Verb;
}

/** A network whose masters' subnet has a route table and a NAT gateway, and a disk encryption set. */
async function found(
  check: Check,
  { may = () => all, network = {}, outboundType = 'Loadbalancer', verb = 'create' }: Scripted = {},
) {
  const subnets = [
    { id: subnetIds.master, properties: { routeTable: { id: routes }, natGateway: { id: gateway } } },
    { id: subnetIds.worker, properties: { routeTable: { id: routes.toUpperCase() } } },
  ];
  arm.script(({ path, headers }: SeenRequest) => {
    const who = (headers.authorization ?? '').replace('Bearer ', '') as Who;
    const [scope = '', permissions] = path.split('/providers/Microsoft.Authorization/permissions');
    if (path === '/v1.0/servicePrincipals') return { status: 200, body: { value: [{ id: 'object' }] } };
    if (permissions !== undefined) return { status: 200, body: { value: [may(who, scope)] } };
    if (path === networkId) {
      const status = network[who];
      return status === undefined
        ? { status: 200, body: { id: path, properties: { subnets } } }
        : { status, body: { error: { code: 'No', message: 'No.' } } };
    }
    return path.includes('/diskEncryptionSets/') ? { status: 200, body: { id: path } } : undefined;
  });
  const cluster = placedCluster(surveyed);
  cluster.properties.servicePrincipalProfile = { clientId: 'app' };
  cluster.properties.masterProfile.diskEncryptionSetId = encryptionSet;
  cluster.properties.networkProfile.outboundType = outboundType;
  return check(await createSurvey(contextOn(arm, surveyed, { cluster }), runWith(), verb));
}

const limited = (actions: string[], notActions: string[] = []) => ({ actions, notActions });
const detailsOf = (findings: Awaited<ReturnType<Check>>) =>
  findings
    .flatMap(({ error }) => error.details ?? [])
    .map(({ target, message }) => [target, message.split(': az ')[0]]);

it('nothing is missing where everything may be done', async () => {
  for (const check of [clusterRights, ourRights]) expect(await found(check)).toEqual([]);
});

it('of the cluster are those with which machines join its network and read what they are made with', async () => {
  const findings = await found(clusterRights, { may: () => limited([]) });

  expect(detailsOf(findings)).toEqual([
    [subscription, expect.stringMatching(/^'Microsoft\.Compute\/skus\/read'/)],
    [networkId, expect.stringMatching(/subnets\/join\/action'/)],
    [routes, expect.stringMatching(/^'Microsoft\.Network\/routeTables\/join\/action'/)],
    [gateway, expect.stringMatching(/^'Microsoft\.Network\/natGateways\/join\/action'/)],
    [encryptionSet, expect.stringMatching(/^'Microsoft\.Compute\/diskEncryptionSets\/read'/)],
  ]);
  expect(findings).toMatchObject([{ spreads: true, error: { code: 'InvalidServicePrincipalPermissions' } }]);
});

it('of the cluster is one to look for a free address, while the installer is yet to run', async () => {
  const may = (who: Who, scope: string) =>
    who === 'cluster' && scope === networkId
      ? limited(['*'], ['*/checkIpAddressAvailability/*'])
      : who === 'rp'
        ? limited([])
        : all;

  expect(detailsOf(await found(clusterRights, { may }))).toEqual([
    [networkId, expect.stringMatching(/^'Microsoft\.Network\/virtualNetworks\/checkIpAddressAvailability\/read' on/)],
  ]);
  expect(await found(clusterRights, { may, verb: 'update' })).toEqual([]);
});

it('of our own application are those with which it changes subnets', async () => {
  const findings = await found(ourRights, { may: (who) => (who === 'rp' ? limited(['*/read']) : all) });

  expect(detailsOf(findings)).toEqual([
    [networkId, expect.stringMatching(/Networks\/join\/action', .*subnets\/write', .*joinViaServiceEndpoint\/action'/)],
    [routes, expect.stringMatching(/join\/action/)],
    [gateway, expect.stringMatching(/join\/action/)],
  ]);
  expect(findings).toMatchObject([{ spreads: true, error: { code: 'InvalidResourceProviderPermissions' } }]);
});

it('of our own application are those to read route tables where they are the way out', async () => {
  const may = (who: Who, scope: string) => (who === 'rp' && scope === routes ? limited(['*/action']) : all);

  expect(await found(ourRights, { may })).toEqual([]);
  expect(detailsOf(await found(ourRights, { may, outboundType: 'UserDefinedRouting' }))).toEqual([
    [routes, expect.stringMatching(/^'Microsoft\.Network\/routeTables\/read' on/)],
  ]);
});

it('count as missing when a role takes them away', async () => {
  const may = (_: Who, scope: string) => (scope === networkId ? limited(['*'], ['*/subnets/write']) : all);

  expect(detailsOf(await found(ourRights, { may }))).toEqual([
    [networkId, expect.stringMatching(/^'Microsoft\.Network\/virtualNetworks\/subnets\/write' on/)],
  ]);
});

it('of the cluster are not missing where our application may give them', async () => {
  const may = (who: Who, scope: string) =>
    who === 'rp' && scope !== subscription ? limited(['Microsoft.Authorization/*']) : limited([]);

  expect(detailsOf(await found(clusterRights, { may }))).toEqual([[subscription, expect.anything()]]);
});

it('count as missing when a read is refused, whatever Azure says of permissions', async () => {
  expect(detailsOf(await found(ourRights, { network: { rp: 403 } }))).toEqual([
    [networkId, expect.stringMatching(/^'Microsoft\.Network\/virtualNetworks\/read' on/)],
  ]);
});

it('on a network that is not there are nobody’s', async () => {
  const scripted: Scripted = { may: () => limited([]), network: { rp: 403, cluster: 404 } };

  for (const check of [clusterRights, ourRights])
    expect(detailsOf(await found(check, scripted)).map(([target]) => target)).not.toContain(networkId);
});
