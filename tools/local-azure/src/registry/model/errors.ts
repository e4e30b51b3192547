/** An answer of the registry that is no success; codes are those of the OCI distribution specification, "Error codes". */
export class RegistryError extends Error {
  override readonly name = 'RegistryError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
  ) {
    super(message);
  }

  toBody(): { errors: { code: string; message: string }[] } {
    return { errors: [{ code: this.code, message: this.message }] };
  }
}

export const refusals = {
  noRegistry: (host: string) => new RegistryError(404, 'NAME_UNKNOWN', `there is no registry at ${host}`),
  name: (name: string) => new RegistryError(400, 'NAME_INVALID', `invalid repository name: ${name}`),
  noRepository: (name: string) =>
    new RegistryError(404, 'NAME_UNKNOWN', `repository name not known to registry: ${name}`),
  noManifest: (reference: string) => new RegistryError(404, 'MANIFEST_UNKNOWN', `manifest unknown: ${reference}`),
  manifest: (why: string) => new RegistryError(400, 'MANIFEST_INVALID', `manifest invalid: ${why}`),
  noManifestBlob: (digest: string) =>
    new RegistryError(
      400,
      'MANIFEST_BLOB_UNKNOWN',
      `manifest references something unknown to the repository: ${digest}`,
    ),
  noBlob: (digest: string) => new RegistryError(404, 'BLOB_UNKNOWN', `blob unknown to registry: ${digest}`),
  digest: (given: string) =>
    new RegistryError(400, 'DIGEST_INVALID', `provided digest did not match uploaded content: ${given}`),
  noUpload: () => new RegistryError(404, 'BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to registry'),
  range: (headers: Record<string, string>) =>
    new RegistryError(416, 'BLOB_UPLOAD_INVALID', 'the chunk does not begin where the last one ended', headers),
  tooLarge: () => new RegistryError(413, 'SIZE_INVALID', 'manifests have 4 MiB at most'),
  unauthorized: (message: string, headers: Record<string, string> = {}) =>
    new RegistryError(401, 'UNAUTHORIZED', message, headers),
  noRoute: (method: string, path: string) => new RegistryError(404, 'UNSUPPORTED', `there is no ${method} ${path}`),
} as const;
