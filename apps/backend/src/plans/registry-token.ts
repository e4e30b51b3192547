import { again, done, type StepAction } from '@aro-rp/plan';
import { Secret } from '@aro-rp/telemetry';
import { apiVersions, registryTokenName } from '../names.ts';
import { type ClusterContext } from './context.ts';
import { learnt } from './facts.ts';

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
    await resources.beginPut(tokenId(context), apiVersions.containerRegistry, { properties }, call(run));
    return again(pollEvery, `the registry token ${registryTokenName(documentId)}`);
  }
  if (state !== 'Succeeded') return again(pollEvery, `the registry token ${registryTokenName(documentId)}`);

  // A worker that was taken over may still send its call: it must not change the password that goes into the cluster.
  const wasTakenOver = context.lastTakeover !== undefined && context.lastTakeover >= run.startedAt;
  const name = wasTakenOver ? 'password2' : 'password1';
  const made = await resources.post(
    `${place.registryId}/generateCredentials`,
    apiVersions.containerRegistry,
    { tokenId: tokenId(context), name },
    call(run),
  );
  const passwords = (made?.['passwords'] ?? []) as { name: string; value: string }[];
  const password = passwords.find((one) => one.name === name)?.value;
  if (password === undefined) throw new Error(`the registry made no password for ${registryTokenName(documentId)}`);
  return done(learnt({ loginServer }), undefined, { registryPassword: new Secret(password) });
};

export const remove: StepAction<ClusterContext> = async (context, run) => {
  const { resources } = context.service;
  const found = await resources.get(tokenId(context), apiVersions.containerRegistry, context.call(run));
  if (found === undefined) return done();
  if (found.properties?.['provisioningState'] !== 'Deleting')
    await resources.beginDelete(tokenId(context), apiVersions.containerRegistry, context.call(run));
  return again(context.pollEvery, 'the deletion of the registry token');
};
