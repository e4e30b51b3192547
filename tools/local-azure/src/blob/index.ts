export {
  type AccountNetwork,
  type BlobAccount,
  type BlobAction,
  type BlobContainer,
  type BlobContainers,
  type BlobPrincipal,
} from './account.ts';
export { type BlobServer, type BlobServerOptions, createBlobServer, subnetHeader } from './server.ts';
