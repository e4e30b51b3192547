import { Secret } from '@aro-rp/telemetry';
import { type Clock, type Duration, minutes } from '@aro-rp/time';
import { type TokenCredential } from '@azure/core-auth';
import {
  BlobSASPermissions,
  BlobServiceClient,
  BlockBlobClient,
  ContainerClient,
  generateBlobSASQueryParameters,
  SASProtocol,
} from '@azure/storage-blob';
import { isAzureError } from './azure-error.ts';
import { type Call, type CallOptions, orNotFound } from './call.ts';

/** Block blobs by their URLs, as one identity. Small ones are read and written whole. */
export interface Blobs {
  read(url: string, options: CallOptions): Promise<Buffer | undefined>;
  /** For large ones. The call's time limit ends with the answer's headers. @throws AzureError `not-found` */
  download(url: string, options: CallOptions): Promise<AsyncIterable<Uint8Array>>;
  /**
   * Replaces what is there; with `onlyReplace` nothing is made where nothing is.
   * @throws AzureError `not-found` or `precondition-failed` then
   */
  write(url: string, content: Uint8Array, options: CallOptions & { onlyReplace?: boolean }): Promise<void>;
  /** `If-None-Match: *`. @returns false when there is one already */
  create(url: string, content: Uint8Array, options: CallOptions): Promise<boolean>;
  /** Gone is fine. */
  remove(url: string, options: CallOptions): Promise<void>;
  /** With all that is in it. Gone is fine. */
  removeContainer(url: string, options: CallOptions): Promise<void>;
  /** A URL that reads the blob without a token for that long (Blob service REST API, user delegation SAS). */
  readableUrl(url: string, lifetime: Duration, options: CallOptions): Promise<Secret>;
}

/** Azure's clocks and ours may differ. */
const leeway = minutes(15);

export function createBlobs(credential: () => TokenCredential, clock: Clock, call: Call): Blobs {
  const options = { retryOptions: { maxTries: 1 } };
  const blob = (url: string) => new BlockBlobClient(url, credential(), options);
  /** A missing account answers as a missing name does: 404. */
  const gone = (work: Promise<unknown>) => orNotFound(work).then(() => undefined);

  return {
    read: (url, given) =>
      orNotFound(
        call('blob GET', given, ({ abortSignal }) => blob(url).downloadToBuffer(0, undefined, { abortSignal })),
      ),

    async download(url, given) {
      const answer = await call('blob GET', given, () =>
        blob(url).download(0, undefined, { abortSignal: given.signal }),
      );
      if (!answer.readableStreamBody) throw new Error('the answer has no body');
      return answer.readableStreamBody as AsyncIterable<Uint8Array> & NodeJS.ReadableStream;
    },

    async write(url, content, { onlyReplace = false, ...given }) {
      const conditions = onlyReplace ? { ifMatch: '*' } : {};
      await call('blob PUT', given, ({ abortSignal }) =>
        blob(url).upload(content, content.length, { abortSignal, conditions }),
      );
    },

    async create(url, content, given) {
      try {
        await call('blob PUT', given, ({ abortSignal }) =>
          blob(url).upload(content, content.length, { abortSignal, conditions: { ifNoneMatch: '*' } }),
        );
        return true;
      } catch (error) {
        if (isAzureError(error) && (error.code === 'BlobAlreadyExists' || error.kind === 'precondition-failed'))
          return false;
        throw error;
      }
    },

    remove: (url, given) => gone(call('blob DELETE', given, ({ abortSignal }) => blob(url).delete({ abortSignal }))),

    removeContainer: (url, given) =>
      gone(
        call('blob container DELETE', given, ({ abortSignal }) =>
          new ContainerClient(url, credential(), options).delete({ abortSignal }),
        ),
      ),

    async readableUrl(url, lifetime, given) {
      const { accountName, containerName, name } = blob(url);
      const service = new BlobServiceClient(rootOf(url, containerName), credential(), options);
      const startsOn = new Date(clock.now() - leeway);
      const expiresOn = new Date(clock.now() + lifetime);
      const key = await call('blob user delegation key POST', given, ({ abortSignal }) =>
        service.getUserDelegationKey(startsOn, expiresOn, { abortSignal }),
      );
      const sas = generateBlobSASQueryParameters(
        {
          ...{ containerName, blobName: name, startsOn, expiresOn },
          permissions: BlobSASPermissions.parse('r'),
          protocol: SASProtocol.Https,
        },
        key,
        accountName,
      );
      return new Secret(`${url}?${sas.toString()}`);
    },
  };
}

/** The account's URL: what is before the container. */
const rootOf = (url: string, containerName: string): string => url.slice(0, url.lastIndexOf(`/${containerName}/`) + 1);
