import { type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type HostContext, type LocalService } from '../host/context.ts';
import { listen } from '../host/http.ts';
import { type BlobAccount, type BlobAction, type BlobPrincipal } from './account.ts';
import { openContents } from './contents.ts';
import { createBlobs } from './model/blobs.ts';
import { BlobError, refusals } from './model/errors.ts';
import { getUserDelegationKey, listContainers } from './protocol/account-routes.ts';
import { refuseLikeBlob, sendError, setCommonHeaders } from './protocol/answer.ts';
import { authorize, type Judge, subnetHeader } from './protocol/authorize.ts';
import * as blobRoutes from './protocol/blob-routes.ts';
import { readCall } from './protocol/call.ts';
import { createContainer, deleteContainer, getContainerProperties, listBlobs } from './protocol/container-routes.ts';
import { leaseBlob } from './protocol/lease-routes.ts';
import { operationOf } from './protocol/operations.ts';
import { type BlobStore, openBlobStore } from './store.ts';

export { subnetHeader };

export interface BlobServerOptions {
  /** 0 takes a free one. */
  port: number;
  /** The account of that name as it is now, in lower case; undefined when there is none. */
  account(name: string): BlobAccount | undefined;
  /** Whether one of the principal's roles allows it, by now. */
  mayAccess(principal: BlobPrincipal, action: BlobAction): boolean;
  /** The root of Entra ID, where the challenge sends callers; Azure's own unless told. */
  authority?: string;
  /**
   * Id of the subnet from which callers come that name none in {@link subnetHeader}: accounts whose network rules
   * deny it refuse them. Without it such callers are let in everywhere.
   */
  serviceSubnet?: string;
}

export interface BlobServer extends LocalService {
  name: 'blob';
  /** `https://localhost:PORT`; an account's endpoint is `ORIGIN/ACCOUNT/`. */
  origin: string;
}

/**
 * Azure Blob Storage, path style: block blobs in containers of the accounts that Azure Resource Manager has.
 * What was acknowledged is on the disk. @throws Error when the port is taken, or the data cannot be read
 */
export async function createBlobServer(context: HostContext, options: BlobServerOptions): Promise<BlobServer> {
  const folder = context.folder('blob');
  const store = openBlobStore(folder);
  const contents = openContents(join(folder, 'contents'), 'md5');
  const blobs = createBlobs(store, contents, context.clock);
  const parts = { store, contents, blobs };
  const forget = (generation: string) => store.forget(generation).forEach((id) => contents.drop(id));
  forgetGone(store, options.account, forget);
  contents.sweep((id) => store.keeps(id));

  const work = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = readCall(request, response, context.clock.now());
    const account = options.account(call.account);
    if (!account) throw refusals.noAccount();
    const operation = operationOf(call);
    const right = await authorize(call, operation, account, judge);
    switch (operation.name) {
      case 'ListContainers':
        return listContainers(call, account, listener.origin);
      case 'GetUserDelegationKey':
        return getUserDelegationKey(call, account, right, store.secret);
      case 'CreateContainer':
        return createContainer(call, account);
      case 'DeleteContainer':
        return deleteContainer(call, account, forget);
      case 'GetContainerProperties':
        return getContainerProperties(call, account);
      case 'ListBlobs':
        return listBlobs(call, account, store, listener.origin);
      case 'PutBlob':
        return blobRoutes.putBlob(call, account, right, parts);
      case 'PutBlock':
        return blobRoutes.putBlock(call, account, right, parts);
      case 'PutBlockList':
        return blobRoutes.putBlockList(call, account, right, parts);
      case 'GetBlockList':
        return blobRoutes.getBlockList(call, account, parts);
      case 'GetBlob':
      case 'GetBlobProperties':
        return blobRoutes.getBlob(call, account, parts);
      case 'SetBlobMetadata':
        return blobRoutes.setBlobMetadata(call, account, right, parts);
      case 'SetBlobProperties':
        return blobRoutes.setBlobProperties(call, account, right, parts);
      case 'LeaseBlob':
        return leaseBlob(call, account, right, parts);
      case 'DeleteBlob':
        return blobRoutes.deleteBlob(call, account, right, parts);
    }
  };

  const listener = await listen(context, {
    service: 'blob',
    port: options.port,
    portOption: '--blob-port',
    refuse: refuseLikeBlob,
    async handler(request, response) {
      setCommonHeaders(response, request.headers);
      try {
        await work(request, response);
      } catch (error) {
        if (!(error instanceof BlobError) || response.headersSent) throw error;
        sendError(response, error, context.clock.now());
      }
    },
  });
  const judge: Judge = {
    tokens: context.tokens,
    origin: listener.origin,
    authority: options.authority ?? 'https://login.microsoftonline.com',
    secret: store.secret,
    mayAccess: options.mayAccess,
    ...(options.serviceSubnet === undefined ? {} : { serviceSubnet: options.serviceSubnet }),
  };

  return {
    name: 'blob',
    origin: listener.origin,
    endpoints: { blob: listener.origin },
    async close() {
      await listener.close();
      store.close();
    },
  };
}

/** Accounts and containers go in Azure Resource Manager; what was in them goes when this service is opened again. */
function forgetGone(
  store: BlobStore,
  account: (name: string) => BlobAccount | undefined,
  forget: (generation: string) => void,
): void {
  for (const known of store.containers())
    if (account(known.account)?.containers.find(known.name)?.generation !== known.generation) forget(known.generation);
}
