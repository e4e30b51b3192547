import { refusals } from '../model/errors.ts';
import { type BlobCall } from './call.ts';

export type OperationName =
  | 'ListContainers'
  | 'GetUserDelegationKey'
  | 'CreateContainer'
  | 'DeleteContainer'
  | 'GetContainerProperties'
  | 'ListBlobs'
  | 'PutBlob'
  | 'PutBlock'
  | 'PutBlockList'
  | 'GetBlockList'
  | 'GetBlob'
  | 'GetBlobProperties'
  | 'SetBlobMetadata'
  | 'SetBlobProperties'
  | 'LeaseBlob'
  | 'DeleteBlob';

export interface Operation {
  name: OperationName;
  /** The level of account signatures: service, container, object (`srt`). */
  level: 's' | 'c' | 'o';
  /** One of these letters has to be among a signature's permissions; none opens it when it is empty. */
  permissions: string;
  /** Whether a signature for a container or a blob can open it, or only one for the account. */
  bySignedResource: boolean;
  /** Below `Microsoft.Storage/storageAccounts/blobServices/`, as roles name it. */
  role: string;
  isDataAction: boolean;
}

const define = (
  name: OperationName,
  level: Operation['level'],
  permissions: string,
  role: string,
  isData: boolean,
): Operation => ({ name, level, permissions, role, isDataAction: isData, bySignedResource: isData });

const read = 'containers/blobs/read';
const write = 'containers/blobs/write';

/** "Create an account SAS" and "Authorize with Microsoft Entra ID", permissions for blob service operations. */
const operations: Record<OperationName, Operation> = {
  ListContainers: define('ListContainers', 's', 'l', 'containers/read', false),
  GetUserDelegationKey: define('GetUserDelegationKey', 's', '', 'generateUserDelegationKey/action', false),
  CreateContainer: define('CreateContainer', 'c', 'cw', 'containers/write', false),
  DeleteContainer: define('DeleteContainer', 'c', 'd', 'containers/delete', false),
  GetContainerProperties: define('GetContainerProperties', 'c', 'r', 'containers/read', false),
  ListBlobs: define('ListBlobs', 'c', 'l', read, true),
  PutBlob: define('PutBlob', 'o', 'cw', write, true),
  PutBlock: define('PutBlock', 'o', 'cw', write, true),
  PutBlockList: define('PutBlockList', 'o', 'cw', write, true),
  GetBlockList: define('GetBlockList', 'o', 'r', read, true),
  GetBlob: define('GetBlob', 'o', 'r', read, true),
  GetBlobProperties: define('GetBlobProperties', 'o', 'r', read, true),
  SetBlobMetadata: define('SetBlobMetadata', 'o', 'w', write, true),
  SetBlobProperties: define('SetBlobProperties', 'o', 'w', write, true),
  LeaseBlob: define('LeaseBlob', 'o', 'w', write, true),
  DeleteBlob: define('DeleteBlob', 'o', 'd', 'containers/blobs/delete', true),
};

/** Method, `restype` and `comp` of a level. */
const routes: Record<string, Record<string, OperationName>> = {
  account: { 'GET,,list': 'ListContainers', 'POST,service,userdelegationkey': 'GetUserDelegationKey' },
  container: {
    'PUT,container,': 'CreateContainer',
    'DELETE,container,': 'DeleteContainer',
    'GET,container,': 'GetContainerProperties',
    'HEAD,container,': 'GetContainerProperties',
    'GET,container,list': 'ListBlobs',
  },
  blob: {
    'PUT,,': 'PutBlob',
    'PUT,,block': 'PutBlock',
    'PUT,,blocklist': 'PutBlockList',
    'GET,,blocklist': 'GetBlockList',
    'GET,,': 'GetBlob',
    'HEAD,,': 'GetBlobProperties',
    'PUT,,metadata': 'SetBlobMetadata',
    'PUT,,properties': 'SetBlobProperties',
    'PUT,,lease': 'LeaseBlob',
    'DELETE,,': 'DeleteBlob',
  },
};

/** @throws BlobError `NotImplemented` for what the service has and this one has not */
export function operationOf(call: BlobCall): Operation {
  const { method, query } = call;
  const level = call.container === undefined ? 'account' : call.blob === undefined ? 'container' : 'blob';
  const [restype, comp] = [query.get('restype') ?? '', query.get('comp') ?? ''];
  const name = routes[level]?.[`${method},${restype},${comp}`.replace(/,.*/, (rest) => rest.toLowerCase())];
  if (name !== undefined && !query.has('snapshot') && !query.has('versionid')) return operations[name];
  throw refusals.notServed(`${method} of a ${level}${restype && `, restype ${restype}`}${comp && `, comp ${comp}`}`);
}
