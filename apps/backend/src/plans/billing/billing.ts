import { done, type StepAction } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { factOf } from '../facts.ts';
import { findInstallation, installationName } from '../installation-name.ts';
import { managedGroup } from '../names.ts';

/**
 * The cluster is paid for from now on. Its document is called after this life of the cluster, which was stored in an
 * earlier slice: whoever repeats this finds the one document, and a cluster created anew gets another.
 */
export const open: StepAction<ClusterContext> = async (context, run) => {
  const { id, documentId, cluster, billing, tenantId } = context;
  const infraId = factOf(run.facts, 'infraId');
  await billing.open(
    {
      id: installationName(context, run),
      clusterDocumentId: documentId,
      key: id.key,
      clusterResourceGroupIDKey: managedGroup(cluster).id.toLowerCase(),
      ...(infraId !== undefined && { infraId }),
      location: cluster.location,
      tenantId: await tenantId(run),
    },
    { signal: run.signal },
  );
  return done();
};

/**
 * The cluster is not paid for any more: after all that is left of it is gone, and after any call of a worker that was
 * taken over, which may have opened it late (W11).
 */
export const close: StepAction<ClusterContext> = async (context, run) => {
  const name = findInstallation(context, run);
  if (name !== undefined) await context.billing.close(name, { signal: run.signal });
  return done();
};
