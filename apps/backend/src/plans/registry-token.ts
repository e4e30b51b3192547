import { again, done, type Facts, type Secrets, type StepAction, type StepRun } from '@aro-rp/plan';
import { Secret } from '@aro-rp/telemetry';
import { days } from '@aro-rp/time';
import { apiVersions, registryTokenName } from '../names.ts';
import { type ClusterContext } from './context.ts';
import { factOf, learnt, requireFact } from './facts.ts';
import { lookAgain } from './look-again.ts';

const tokenId = ({ place, documentId }: ClusterContext) =>
  `${place.registryId}/tokens/${registryTokenName(documentId)}`;

/** The cluster's own token for the registry, which may pull and nothing else. A repeat makes a new password for it. */
export const create: StepAction<ClusterContext> = async (context, run) => {
  const { service, place, call, documentId, pollEvery } = context;
  const { resources } = service;
  const registry = await resources.get(place.registryId, apiVersions.containerRegistry, call(run));
  const loginServer = registry?.properties?.['loginServer'];
  if (typeof loginServer !== 'string') throw new Error(`there is no registry ${place.registryId}`);

  const found = await resources.get(tokenId(context), apiVersions.containerRegistry, call(run));
  const state = found?.properties?.['provisioningState'];
  if (found === undefined || state === 'Failed' || state === 'Canceled') {
    const properties = { scopeMapId: `${place.registryId}/scopeMaps/_repositories_pull`, status: 'enabled' };
    const body = { properties };
    const { accepted } = await resources.beginPut(tokenId(context), apiVersions.containerRegistry, body, call(run));
    return again(lookAgain(context, accepted), `the registry token ${registryTokenName(documentId)}`);
  }
  if (state !== 'Succeeded') return again(pollEvery, `the registry token ${registryTokenName(documentId)}`);

  // A worker that was taken over may still send its call: it must not change the password that goes into the cluster.
  const wasTakenOver = context.lastTakeover !== undefined && context.lastTakeover >= run.startedAt;
  return done(...(await makePassword(context, run, wasTakenOver ? 'password2' : 'password1', loginServer)));
};

/** Long before registries, or those who look after them, take an old password for a forgotten one. */
const renewAfter = days(140);

/** When the cluster's password is old, the other one is made anew; the old one works until it is renewed in its turn. */
export const renew: StepAction<ClusterContext> = async (context, run) => {
  const { now, lastTakeover, frozenFor, pollEvery } = context;
  const { name, madeAt } = factOf(run.facts, 'registryPassword') ?? {
    name: 'password1',
    madeAt: requireFact(run.facts, 'installedAt'),
  };
  if (now() - Date.parse(madeAt) < renewAfter) return done();
  // What a frozen worker sends late must not follow what is made here.
  if (lastTakeover !== undefined && now() - lastTakeover < frozenFor)
    return again(pollEvery, 'calls of a worker that was taken over');
  const other = name === 'password1' ? 'password2' : 'password1';
  return done(...(await makePassword(context, run, other, requireFact(run.facts, 'loginServer'))));
};

async function makePassword(
  context: ClusterContext,
  run: StepRun,
  name: 'password1' | 'password2',
  loginServer: string,
): Promise<[Facts, undefined, Secrets]> {
  const { service, place, documentId, now, call } = context;
  const made = await service.resources.post(
    `${place.registryId}/generateCredentials`,
    apiVersions.containerRegistry,
    { tokenId: tokenId(context), name },
    call(run),
  );
  const passwords = (made?.['passwords'] ?? []) as { name: string; value: string }[];
  const password = passwords.find((one) => one.name === name)?.value;
  if (password === undefined) throw new Error(`the registry made no password for ${registryTokenName(documentId)}`);
  const registryPassword = { name, madeAt: new Date(now()).toISOString() };
  return [learnt({ loginServer, registryPassword }), undefined, { registryPassword: new Secret(password) }];
}

export const remove: StepAction<ClusterContext> = async (context, run) => {
  const { resources } = context.service;
  const found = await resources.get(tokenId(context), apiVersions.containerRegistry, context.call(run));
  if (found === undefined) return done();
  const isGoing = found.properties?.['provisioningState'] === 'Deleting';
  const accepted = isGoing
    ? {}
    : await resources.beginDelete(tokenId(context), apiVersions.containerRegistry, context.call(run));
  return again(lookAgain(context, accepted), 'the deletion of the registry token');
};
