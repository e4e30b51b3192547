/** An answer of the blob service that is no success; codes and words are those of "Blob service error codes". */
export class BlobError extends Error {
  override readonly name = 'BlobError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    /** Further elements of the body, and headers. */
    readonly extra: { detail?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
  }
}

const authentication =
  'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.';

export const refusals = {
  /** @param detail why, for the caller */
  authenticationFailed: (detail: string) => new BlobError(403, 'AuthenticationFailed', authentication, { detail }),
  noAuthentication: (headers: Record<string, string>) =>
    new BlobError(
      401,
      'NoAuthenticationInformation',
      'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
      { headers },
    ),
  invalidToken: (detail: string, headers: Record<string, string>) =>
    new BlobError(
      401,
      'InvalidAuthenticationInfo',
      'Server failed to authenticate the request. Please refer to the information in the www-authenticate header.',
      { detail, headers },
    ),
  publicAccess: () =>
    new BlobError(409, 'PublicAccessNotPermitted', 'Public access is not permitted on this storage account.'),
  keysNotPermitted: () =>
    new BlobError(
      403,
      'KeyBasedAuthenticationNotPermitted',
      'Key based authentication is not permitted on this storage account.',
    ),
  network: () =>
    new BlobError(403, 'AuthorizationFailure', 'This request is not authorized to perform this operation.'),
  permission: () =>
    new BlobError(
      403,
      'AuthorizationPermissionMismatch',
      'This request is not authorized to perform this operation using this permission.',
    ),
  service: () =>
    new BlobError(
      403,
      'AuthorizationServiceMismatch',
      'This request is not authorized to perform this operation using this service.',
    ),
  resourceType: () =>
    new BlobError(
      403,
      'AuthorizationResourceTypeMismatch',
      'This request is not authorized to perform this operation using this resource type.',
    ),
  sourceAddress: () =>
    new BlobError(
      403,
      'AuthorizationSourceIPMismatch',
      'This request is not authorized to perform this operation using this source IP.',
    ),
  overwrite: () =>
    new BlobError(403, 'UnauthorizedBlobOverwrite', 'This request is not authorized to perform blob overwrites.'),
  noAccount: () => new BlobError(404, 'ResourceNotFound', 'The specified resource does not exist.'),
  noContainer: () => new BlobError(404, 'ContainerNotFound', 'The specified container does not exist.'),
  noBlob: () => new BlobError(404, 'BlobNotFound', 'The specified blob does not exist.'),
  containerExists: () => new BlobError(409, 'ContainerAlreadyExists', 'The specified container already exists.'),
  blobExists: () => new BlobError(409, 'BlobAlreadyExists', 'The specified blob already exists.'),
  condition: () =>
    new BlobError(412, 'ConditionNotMet', 'The condition specified using HTTP conditional header(s) is not met.'),
  range: (size: number) =>
    new BlobError(416, 'InvalidRange', 'The range specified is invalid for the current size of the resource.', {
      headers: { 'Content-Range': `bytes */${size}` },
    }),
  blockList: () => new BlobError(400, 'InvalidBlockList', 'The specified block list is invalid.'),
  blockId: () => new BlobError(400, 'InvalidBlobOrBlock', 'The specified blob or block content is invalid.'),
  md5: () =>
    new BlobError(
      400,
      'Md5Mismatch',
      'The MD5 value specified in the request did not match with the MD5 value calculated by the server.',
    ),
  xml: () => new BlobError(400, 'InvalidXmlDocument', 'XML specified is not syntactically valid.'),
  header: (name: string) =>
    new BlobError(
      400,
      'InvalidHeaderValue',
      `The value for one of the HTTP headers is not in the correct format: ${name}.`,
    ),
  missingHeader: (name: string) =>
    new BlobError(
      400,
      'MissingRequiredHeader',
      `An HTTP header that's mandatory for this request is not specified: ${name}.`,
    ),
  noLength: () => new BlobError(411, 'MissingContentLengthHeader', 'Content-Length HTTP header is missing.'),
  query: (name: string) =>
    new BlobError(
      400,
      'InvalidQueryParameterValue',
      `Value for one of the query parameters specified in the request URI is invalid: ${name}.`,
    ),
  resourceName: () =>
    new BlobError(400, 'InvalidResourceName', 'The specified resource name contains invalid characters.'),
  tooLarge: () =>
    new BlobError(
      413,
      'RequestBodyTooLarge',
      'The request body is too large and exceeds the maximum permissible limit.',
    ),
  notServed: (what: string) =>
    new BlobError(501, 'NotImplemented', `The requested operation is not implemented here: ${what}.`),
  verb: () => new BlobError(405, 'UnsupportedHttpVerb', "The resource doesn't support specified Http Verb."),
} as const;
