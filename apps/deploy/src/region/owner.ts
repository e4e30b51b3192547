import { minutes, seconds } from '@aro-rp/time';
import { apiVersions, groupId } from '../azure/index.ts';
import { type Workshop } from '../commands/command.ts';
import { type Arm, statusOf } from '../connection/index.ts';
import { DeployError } from '../deploy-error.ts';
import { providerNamespaces, templates } from '../templates.ts';
import { makeStage } from './make-stage.ts';
import { ownersStages, type Place, placesOf, subscriptionsOf } from './stages.ts';

const registerWithin = minutes(10);
/** A property of the machines that a subscription has to ask for ("encryption at host"). */
const feature = 'Microsoft.Compute/features/EncryptionAtHost';

/** What a subscription's owner does once: resource providers, roles of our own, the pipeline's rights. */
export async function makeOwnersPart(workshop: Workshop): Promise<boolean> {
  const { config, progress } = workshop;
  if (config.pipelinePrincipalId === undefined)
    throw new DeployError('bad-input', 'pipelinePrincipalId is missing in the configuration: --as-owner needs it');
  let hasChanged = false;
  for (const subscription of subscriptionsOf(config)) {
    progress.step('resource providers', `subscription ${subscription}`);
    hasChanged = (await register(workshop, subscription)) || hasChanged;
  }
  for (const stage of ownersStages(config))
    hasChanged = (await makeStage(workshop, stage, {})).hasChanged || hasChanged;
  return hasChanged;
}

/** @returns whether any was not registered */
async function register({ connection: { arm, clock }, progress, interruption }: Workshop, subscription: string) {
  const root = `/subscriptions/${subscription}/providers`;
  const version = `api-version=${apiVersions.groups}`;
  const stateOf = async (namespace: string) =>
    (await arm.find(`${root}/${namespace}?${version}`))?.['registrationState'];
  const missing: string[] = [];
  for (const namespace of providerNamespaces) {
    if ((await stateOf(namespace)) === 'Registered') continue;
    await arm.send('POST', `${root}/${namespace}/register?${version}`, { what: `registration of ${namespace}` });
    missing.push(namespace);
  }
  const features = `${root}/Microsoft.Features/providers/${feature}`;
  const { properties } = ((await arm.find(`${features}?api-version=${apiVersions.features}`)) ?? {}) as {
    properties?: { state?: string };
  };
  const isNew = properties?.state !== 'Registered';
  if (isNew) await arm.send('POST', `${features}/register?api-version=${apiVersions.features}`);

  const deadline = clock.monotonic() + registerWithin;
  for (const namespace of missing)
    while ((await stateOf(namespace)) !== 'Registered') {
      if (clock.monotonic() > deadline) throw new DeployError('failed', `${namespace} is still not registered`);
      progress.waiting(`${namespace} is being registered`);
      await clock.sleep(seconds(2), interruption.stop);
    }
  return missing.length > 0 || isNew;
}

interface Permission {
  actions?: string[];
  notActions?: string[];
}

/**
 * Looks whether the owner's part is there. @throws DeployError `refused` that names all that is not, and the command
 */
export async function checkOwnersPart({ config, connection }: Workshop): Promise<void> {
  const found = await Promise.all(placesOf(config).map((place) => problemsIn(connection.arm, place)));
  const problems = found.flat();
  if (problems.length === 0) return;
  throw new DeployError(
    'refused',
    [
      ...new Set(problems),
      "The subscription's owner does that once: deploy region --as-owner, with the same --config and --region.",
    ].join('\n  '),
  );
}

async function problemsIn(arm: Arm, { subscription, group }: Place): Promise<string[]> {
  const scope = groupId(subscription, group);
  const authorization = `${scope}/providers/Microsoft.Authorization`;
  const version = `api-version=${apiVersions.authorization}`;
  try {
    if (!(await arm.find(`${scope}?api-version=${apiVersions.groups}`))) return [`there is no group ${group}`];
    const permissions = (await arm.list(`${authorization}/permissions?${version}`)) as Permission[];
    const lacking = needed.filter((action) => !permissions.some((one) => allows(one, action)));
    if (lacking.length > 0) return lacking.map((action) => `whoever has signed in may not ${action} in group ${group}`);
    const roles = (await arm.list(`${authorization}/roleDefinitions?${version}`)) as {
      properties?: { roleName?: string };
    }[];
    const names = roles.map(({ properties }) => properties?.roleName);
    const absent = ownRoleNames.filter((name) => !names.includes(`${name} ${subscription}`));
    return absent.map((name) => `subscription ${subscription} has no role ${name}`);
  } catch (error) {
    if (statusOf((error as Error).cause) !== 403) throw error;
    return [`whoever has signed in may not look at group ${group}, if there is one`];
  }
}

const needed = ['Microsoft.Resources/deployments/write', 'Microsoft.Authorization/roleAssignments/write'];

const allows = ({ actions = [], notActions = [] }: Permission, action: string): boolean =>
  actions.some((one) => matches(one, action)) && !notActions.some((one) => matches(one, action));

/** `*` stands for anything in an action of a role ("Azure role definitions"). */
const matches = (pattern: string, action: string): boolean =>
  new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '.*')}$`, 'i').test(action);

/** As `own-roles` has them: each name there is followed by the subscription's id. */
const ownRoleNames: readonly string[] = templates['own-roles'].resources.flatMap(({ properties }) => {
  const { roleName } = (properties ?? {}) as { roleName?: string };
  const literal = /'\{0\} \{1\}', '([^']+)'/.exec(roleName ?? '')?.[1];
  return literal === undefined ? [] : [literal];
});
