import { type ApiVersion } from '@aro-rp/api';

/** What a version offers on a path; all that is not said here follows from the path and the version's conventions. */
export interface OperationDeclaration {
  id: string;
  tag: string;
  method: 'get' | 'put' | 'patch' | 'delete' | 'post';
  path: string;
  summary: string;
  description: string;
  body?: { definition: 'OpenShiftCluster' | 'OpenShiftClusterUpdate'; description: string };
  /** The definition of each status code's body; `undefined` for none. */
  responses: Readonly<Record<number, string | undefined>>;
  /** Answers at once and goes on; where a client reads the end. */
  endsAt?: 'azure-async-operation' | 'location';
  pageable?: true;
  offeredIn: (version: ApiVersion) => boolean;
}

const provider = 'providers/Microsoft.RedHatOpenShift';
const subscription = `/subscriptions/{subscriptionId}/${provider}`;
const group = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/${provider}/openShiftClusters`;
const cluster = `${group}/{resourceName}`;
const location = `${subscription}/locations/{location}`;

const always = () => true;
const clusters = { tag: 'OpenShiftClusters', offeredIn: always } as const;
const body = { definition: 'OpenShiftCluster', description: 'The cluster as it is to be.' } as const;

/** Of all versions, by path. */
export const operations: readonly OperationDeclaration[] = [
  {
    id: 'Operations_List',
    tag: 'Operations',
    method: 'get',
    path: `/${provider}/operations`,
    summary: 'Lists what this provider can do.',
    description: 'Every operation that role assignments can allow.',
    responses: { 200: 'OperationList' },
    pageable: true,
    offeredIn: always,
  },
  {
    id: 'OpenShiftVersions_List',
    tag: 'OpenShiftVersions',
    method: 'get',
    path: `${location}/openShiftVersions`,
    summary: 'Lists the OpenShift versions that can be installed in a region.',
    description: 'Each version can be given as the version of a new cluster.',
    responses: { 200: 'OpenShiftVersionList' },
    pageable: true,
    offeredIn: ({ serves }) => serves.has('openShiftVersions'),
  },
  {
    id: 'OpenShiftVersions_Get',
    tag: 'OpenShiftVersions',
    method: 'get',
    path: `${location}/openShiftVersions/{openShiftVersion}`,
    summary: 'Gets an OpenShift version that can be installed in a region.',
    description: 'A version that cannot be installed there is not found.',
    responses: { 200: 'OpenShiftVersion' },
    offeredIn: ({ serves }) => serves.has('openShiftVersion'),
  },
  {
    id: 'PlatformWorkloadIdentityRoleSets_List',
    tag: 'PlatformWorkloadIdentityRoleSets',
    method: 'get',
    path: `${location}/platformWorkloadIdentityRoleSets`,
    summary: 'Lists what the identities of a cluster need, for each minor version of OpenShift.',
    description: 'The operators of each minor version with the role that the identity of each must have.',
    responses: { 200: 'PlatformWorkloadIdentityRoleSetList' },
    pageable: true,
    offeredIn: ({ serves }) => serves.has('platformWorkloadIdentityRoleSets'),
  },
  {
    id: 'PlatformWorkloadIdentityRoleSet_Get',
    tag: 'PlatformWorkloadIdentityRoleSets',
    method: 'get',
    path: `${location}/platformWorkloadIdentityRoleSets/{openShiftMinorVersion}`,
    summary: 'Gets what the identities of a cluster of one minor version of OpenShift need.',
    description: 'The operators of the minor version with the role that the identity of each must have.',
    responses: { 200: 'PlatformWorkloadIdentityRoleSet' },
    offeredIn: ({ serves }) => serves.has('platformWorkloadIdentityRoleSet'),
  },
  {
    ...clusters,
    id: 'OpenShiftClusters_List',
    method: 'get',
    path: `${subscription}/openShiftClusters`,
    summary: 'Lists the clusters of a subscription.',
    description: 'Each cluster as a read of it shows it.',
    responses: { 200: 'OpenShiftClusterList' },
    pageable: true,
  },
  {
    ...clusters,
    id: 'OpenShiftClusters_ListByResourceGroup',
    method: 'get',
    path: group,
    summary: 'Lists the clusters of a resource group.',
    description: 'Each cluster as a read of it shows it.',
    responses: { 200: 'OpenShiftClusterList' },
    pageable: true,
  },
  {
    ...clusters,
    id: 'OpenShiftClusters_Get',
    method: 'get',
    path: cluster,
    summary: 'Gets a cluster.',
    description: 'The cluster without its secrets.',
    responses: { 200: 'OpenShiftCluster' },
  },
  {
    ...clusters,
    id: 'OpenShiftClusters_CreateOrUpdate',
    method: 'put',
    path: cluster,
    summary: 'Creates a cluster, or replaces what can be changed of one.',
    description: 'Answers as soon as the work is accepted; the status of the operation tells how it goes on.',
    body,
    responses: { 200: 'OpenShiftCluster', 201: 'OpenShiftCluster' },
    endsAt: 'azure-async-operation',
  },
  {
    ...clusters,
    id: 'OpenShiftClusters_Update',
    method: 'patch',
    path: cluster,
    summary: 'Changes a cluster.',
    description: 'Members that the request does not name stay as they are.',
    body: { definition: 'OpenShiftClusterUpdate', description: 'What is to be changed.' },
    responses: { 200: 'OpenShiftCluster', 201: 'OpenShiftCluster' },
    endsAt: 'azure-async-operation',
  },
  {
    ...clusters,
    id: 'OpenShiftClusters_Delete',
    method: 'delete',
    path: cluster,
    summary: 'Deletes a cluster with its managed resource group.',
    description: 'Answers as soon as the work is accepted.',
    responses: { 202: undefined, 204: undefined },
    endsAt: 'location',
  },
  {
    ...clusters,
    id: 'OpenShiftClusters_ListCredentials',
    method: 'post',
    path: `${cluster}/listCredentials`,
    summary: "Shows the name and the password of a cluster's kubeadmin user.",
    description: 'They are there once the cluster is installed.',
    responses: { 200: 'OpenShiftClusterCredentials' },
    offeredIn: ({ actions }) => actions.has('listCredentials'),
  },
  {
    ...clusters,
    id: 'OpenShiftClusters_ListAdminCredentials',
    method: 'post',
    path: `${cluster}/listAdminCredentials`,
    summary: "Shows the kubeconfig of a cluster's administrator.",
    description: 'It is there once the cluster is installed.',
    responses: { 200: 'OpenShiftClusterAdminKubeconfig' },
    offeredIn: ({ actions }) => actions.has('listAdminCredentials'),
  },
];
