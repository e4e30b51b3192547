import { type CloudError, combine, errors, type OpenShiftCluster, type Violation } from '@aro-rp/api';
import { type RoleSetDocument } from '@aro-rp/database';

type RoleSet = Pick<RoleSetDocument, 'openShiftVersion' | 'platformWorkloadIdentityRoles'>;

const profile = 'properties.platformWorkloadIdentityProfile';

/**
 * A cluster with managed identities names exactly the operators of the role set of its minor version, and beside them
 * those of the version that it may be upgraded to. A cluster whose identities the request does not change is not asked
 * again: role sets change while clusters live. @throws CloudError with every operator that is missing or unexpected
 */
export function refuseOtherOperators(
  cluster: OpenShiftCluster,
  current: Readonly<OpenShiftCluster> | undefined,
  roleSets: readonly RoleSet[],
): void {
  const asked = cluster.properties.platformWorkloadIdentityProfile;
  if (asked === undefined || isSame(cluster, current)) return;
  const version = minorOf(cluster.properties.clusterProfile.version ?? '');
  const next = asked.upgradeableTo === undefined ? undefined : minorOf(asked.upgradeableTo);
  const [now, later] = [version, next].map((minor) => roleSets.find((one) => one.openShiftVersion === minor));
  if (now === undefined) throw combine([noRoleSet(version, 'properties.clusterProfile.version')]);
  if (next !== undefined && later === undefined) throw combine([noRoleSet(next, `${profile}.upgradeableTo`)]);

  const needed = [...new Set([...operatorsOf(now), ...operatorsOf(later)])].sort();
  const named = Object.keys(asked.platformWorkloadIdentities);
  const versions = next === undefined || next === version ? version : `${version} and ${next}`;
  const violations = [
    ...needed
      .filter((name) => !named.includes(name))
      .map((name) => asViolation(errors.operatorWithoutIdentity(name, versions))),
    ...named
      .filter((name) => !needed.includes(name))
      .map((name) => asViolation(errors.identityWithoutOperator(name, versions, needed))),
  ];
  if (violations.length > 0) throw combine(violations);
}

/** Whether a request has to be compared with role sets at all. */
export function namesOperators(body: unknown): boolean {
  const { properties } = (body ?? {}) as { properties?: Record<string, unknown> | null };
  return properties?.['platformWorkloadIdentityProfile'] !== undefined;
}

/** Role sets are known by minor versions. */
const minorOf = (version: string): string => version.split('.').slice(0, 2).join('.');

const operatorsOf = (roleSet: RoleSet | undefined): string[] =>
  (roleSet?.platformWorkloadIdentityRoles ?? []).map(({ operatorName }) => operatorName);

function isSame(cluster: OpenShiftCluster, current: Readonly<OpenShiftCluster> | undefined): boolean {
  const of = (one: Readonly<OpenShiftCluster> | undefined) => {
    const { platformWorkloadIdentityProfile: given } = one?.properties ?? {};
    return given && JSON.stringify([given.upgradeableTo, Object.keys(given.platformWorkloadIdentities).sort()]);
  };
  return of(cluster) === of(current);
}

/** One finding among others. */
const asViolation = ({ body: { code, message, target = '' } }: CloudError): Violation => ({ code, message, target });

const noRoleSet = (version: string, target: string): Violation => ({
  code: 'InvalidParameter',
  message: `OpenShift ${version} cannot be used with managed identities here. Take another version, or a service principal.`,
  target,
});
