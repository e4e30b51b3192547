import { type MaintenanceTask } from '@aro-rp/api';
import { type OsImage } from '@aro-rp/openshift';
import { type Facts } from '@aro-rp/plan';

/** What the plans of a cluster learn, by the name that the document has it under. Names and shapes are never changed. */
export interface ClusterFacts {
  /** What the cluster's service principal is in its tenant. */
  clusterObjectId: string;
  /** Those that were it before, until nothing of the cluster's is theirs any more. */
  formerObjectIds: string[];
  /** The release that is installed, whatever becomes of the version's document later. */
  release: {
    version: string;
    releaseImage: string;
    installer: { digest: string; size: number };
    images: { masters: OsImage; workers: OsImage };
  };
  zones: { masters: string[]; workers: string[] };
  acceleratedNetworking: boolean;
  storageSuffix: string;
  /** OpenSSH's one line; the private half is a secret. */
  sshPublicKey: string;
  /** The subnet that the private endpoint is made in. */
  networkShard: string;
  /** From then on a managed group that is not there was deleted by somebody. */
  resourceGroupMade: true;
  loginServer: string;
  /** The one of the registry token's two passwords that the cluster has, and when it was made. */
  registryPassword: { name: 'password1' | 'password2'; madeAt: string };
  /** What administrators have asked for last. */
  maintenanceTask: MaintenanceTask;
  /** Of this life of the cluster: another one of the same name has another. */
  installationId: string;
  /** By `openshift-install`: everything in Azure is called after it. */
  infraId: string;
  clusterUuid: string;
  /** When `openshift-install` ran: its certificates live 24 hours from then. */
  installedAt: string;
  /** Deployments that were made, and must never be made again. */
  baseDeployed: true;
  machinesDeployed: true;
  /** How often the machines were begun again because Azure had no room for them. */
  machinesRetried: number;
  /** Of the internal load balancer. */
  internalAddress: string;
  /** Where customers reach the API server. */
  apiAddress: string;
  routerAddress: string;
  privateEndpointAddress: string;
  /** Of the deletions that Azure goes on with by itself, some, and where it tells how they go. */
  deletions: { id: string; operationUrl: string }[];
  /** Network interfaces that Azure had failed to make, put once more so that they can be deleted. */
  mendedInterfaces: string[];
}

/** @returns undefined when it is not known yet */
export const factOf = <K extends keyof ClusterFacts>(facts: Readonly<Facts>, name: K): ClusterFacts[K] | undefined =>
  facts[name] as ClusterFacts[K] | undefined;

/** @throws Error when an earlier step should have found it out and has not: a mistake of ours */
export function requireFact<K extends keyof ClusterFacts>(facts: Readonly<Facts>, name: K): ClusterFacts[K] {
  const value = factOf(facts, name);
  if (value === undefined) throw new Error(`the document has no ${name}`);
  return value;
}

/** Facts as a step returns them, checked by the compiler. */
export const learnt = (facts: Partial<ClusterFacts>): Facts => facts;
