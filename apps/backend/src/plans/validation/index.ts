import { CloudError } from '@aro-rp/api';
import { again, done, type StepAction, type StepResult } from '@aro-rp/plan';
import { type ClusterContext } from '../context.ts';
import { learnt } from '../facts.ts';
import { refuseNotBuilt } from '../not-built.ts';
import { longestWait } from '../rights.ts';
import { diskEncryptionSets } from './disk-encryption-sets.ts';
import { type Finding, invalidEnvironment } from './findings.ts';
import { installerLimits } from './installer-limits.ts';
import { encryptionAtHost, images, machineSizes, version } from './machines.ts';
import { network } from './network.ts';
import { privateZones } from './private-zones.ts';
import { providers } from './providers.ts';
import { addressQuota, computeQuota } from './quota.ts';
import { ranges } from './ranges.ts';
import { clusterRights, ourRights } from './rights.ts';
import { servicePrincipal } from './service-principal.ts';
import { subnets } from './subnets.ts';
import { type Check, createSurvey, type Survey } from './survey.ts';
import { wayOut } from './way-out.ts';

/** What may be in the way only because Azure has not spread it yet. */
const spreading: readonly Check[] = [servicePrincipal, clusterRights, ourRights];

/** What neither a new cluster nor a running one can do without. */
const always: readonly Check[] = [
  notBuilt,
  ...spreading,
  network,
  subnets,
  ranges,
  wayOut,
  privateZones,
  providers,
  diskEncryptionSets,
  addressQuota,
];

/** A create alone runs the installer and makes machines; those of a running cluster are there. */
const beforeMachines: readonly Check[] = [
  version,
  installerLimits,
  machineSizes,
  images,
  encryptionAtHost,
  computeQuota,
];

/**
 * What would make the installation fail later, all of it at once, and who the cluster's service principal is. Reads
 * only. What may pass by itself, such as a right that is spreading, is waited for, unless something else is in the way.
 */
export const validate: StepAction<ClusterContext> = async (context, run) => {
  const survey = await createSurvey(context, run, 'create');
  const waits = conclude(survey, await findAll(survey, [...always, ...beforeMachines]));
  if (waits) return waits;
  const principal = await survey.principal();
  return done(principal.kind === 'known' ? learnt({ clusterObjectId: principal.objectId }) : undefined);
};

/**
 * What would make an update fail later: the same without what a running cluster makes false. Reads only, and learns
 * nothing: who the service principal was before is still known afterwards.
 */
export const validateUpdate: StepAction<ClusterContext> = async (context, run) => {
  const survey = await createSurvey(context, run, 'update');
  return conclude(survey, await findAll(survey, always)) ?? done();
};

/** Everything is looked at first, and last; while the step waits for what spreads, that alone. */
async function findAll(survey: Survey, checks: readonly Check[]): Promise<Finding[]> {
  if (isWaiting(survey)) {
    const found = await findWith(survey, spreading);
    if (found.length > 0 && found.every(({ spreads }) => spreads)) return found;
  }
  return findWith(survey, checks);
}

const findWith = async (survey: Survey, checks: readonly Check[]): Promise<Finding[]> =>
  (await Promise.all(checks.map((check) => check(survey)))).flat();

const isLate = ({ waitedFor, context }: Survey): boolean => waitedFor >= context.spreadWithin;
const isWaiting = (survey: Survey): boolean => survey.waitedFor >= survey.context.pollEvery && !isLate(survey);

/** @returns undefined when nothing is in the way. @throws CloudError with everything that is */
function conclude(survey: Survey, found: readonly Finding[]): StepResult | undefined {
  if (found.length === 0) return undefined;
  const errors = found.map(({ error }) => error);
  if (isLate(survey) || found.some(({ spreads }) => !spreads)) throw invalidEnvironment(errors, survey.verb);
  const waitsFor = errors.flatMap(({ code, details = [] }) => [code, ...details.flatMap(({ target }) => target ?? [])]);
  return again(
    survey.context.pollEvery,
    `rights to spread: ${[...new Set(waitsFor)].join(', ')}`.slice(0, longestWait),
  );
}

/** What this release cannot make is one finding among the others. */
async function notBuilt({ context }: Survey): Promise<Finding[]> {
  try {
    refuseNotBuilt(context.cluster);
    return [];
  } catch (error) {
    if (error instanceof CloudError) return [{ error: error.body }];
    throw error;
  }
}
