import { type BlobLeaseClient, BlobServiceClient, type BlockBlobClient } from '@azure/storage-blob';
import { type RegionConfig } from '../config/region-config.ts';
import { asking, codeOf, type Connection, statusOf } from '../connection/index.ts';
import { DeployError } from '../deploy-error.ts';
import { apiVersions, idsOf } from './ids.ts';
import { type BlobLease, type Blobs } from './region.ts';

/** The global storage account, whose address ARM tells. */
export function createBlobs(config: RegionConfig, { arm, credential }: Connection): Blobs {
  let opened: Promise<BlobServiceClient> | undefined;
  const open = async () => {
    const account = await arm.find(`${idsOf(config).globalStorage}?api-version=${apiVersions.storage}`);
    const { primaryEndpoints } = (account?.['properties'] ?? {}) as { primaryEndpoints?: { blob?: string } };
    if (primaryEndpoints?.blob === undefined)
      throw new DeployError('failed', `there is no storage account ${config.storageName}: \`deploy region\` makes it`);
    return new BlobServiceClient(primaryEndpoints.blob.replace(/\/$/, ''), credential);
  };
  const blobOf = async (container: string, name: string): Promise<BlockBlobClient> => {
    opened ??= open();
    const service = await opened.catch((error: unknown) => {
      opened = undefined;
      throw error;
    });
    return service.getContainerClient(container).getBlockBlobClient(name);
  };
  const upload = (blob: BlockBlobClient, value: unknown, conditions: Record<string, string>) => {
    const text = JSON.stringify(value);
    const blobHTTPHeaders = { blobContentType: 'application/json' };
    return blob.upload(text, Buffer.byteLength(text), { conditions, blobHTTPHeaders });
  };

  return {
    async read(container, name) {
      const blob = await blobOf(container, name);
      return asking(`blob ${container}/${name}`, async () => {
        try {
          const { etag = '', readableStreamBody } = await blob.download();
          const text = await textOf(readableStreamBody);
          return { value: JSON.parse(text) as unknown, etag };
        } catch (error) {
          if (statusOf(error) === 404) return undefined;
          throw error;
        }
      });
    },

    async write(container, name, value, { ifMatch, leaseId }) {
      const blob = await blobOf(container, name);
      await asking(`blob ${container}/${name}`, () =>
        lostWhenStale(`${container}/${name}`, () =>
          upload(blob, value, {
            ...(ifMatch === undefined && leaseId === undefined && { ifNoneMatch: '*' }),
            ...(ifMatch !== undefined && { ifMatch }),
            ...(leaseId !== undefined && { leaseId }),
          }),
        ),
      );
    },

    async lease(container, name, seconds) {
      const blob = await blobOf(container, name);
      return asking(`the lease of ${container}/${name}`, async () => {
        for (;;) {
          const client = blob.getBlobLeaseClient();
          try {
            await client.acquireLease(seconds);
            return leaseOf(client, `${container}/${name}`);
          } catch (error) {
            if (codeOf(error) === 'LeaseAlreadyPresent' || statusOf(error) === 409) return 'taken';
            if (statusOf(error) !== 404 || codeOf(error) === 'ContainerNotFound') throw error;
          }
          await upload(blob, null, { ifNoneMatch: '*' }).catch((error: unknown) => {
            // Another run made it in the meantime.
            if (statusOf(error) !== 409 && statusOf(error) !== 412) throw error;
          });
        }
      });
    },
  };
}

const leaseOf = (client: BlobLeaseClient, name: string): BlobLease => ({
  get id() {
    return client.leaseId;
  },
  renew: () =>
    asking(`the lease of ${name}`, () => lostWhenStale(name, () => client.renewLease())).then(() => undefined),
  release: () =>
    asking(`the lease of ${name}`, () => lostWhenStale(name, () => client.releaseLease())).then(() => undefined),
});

/** 412, and 409 for the lease operations ("Lease Blob", outcomes of use attempts). */
async function lostWhenStale<T>(name: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const status = statusOf(error);
    if (status !== 412 && status !== 409) throw error;
    throw new DeployError('lost', `${name} is somebody else's by now (${codeOf(error) ?? status})`, { cause: error });
  }
}

async function textOf(stream: NodeJS.ReadableStream | undefined): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream ?? []) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
