/** Stand in what a machine is given for what is known only while the template is deployed. */
export const marks = {
  /** The environment file in base64. */
  environment: '<environment>',
  /** The image by its digest. */
  image: '<image>',
  /** The registry's host. */
  registry: '<registry>',
  /** Of the identity that pulls images. */
  hostClientId: '<host-client-id>',
  /** The region, as it stands in the names of hosts. */
  location: '<location>',
  /** The ids of what figures are told of: this version's machines, and what stays from version to version. */
  scaleSet: '<scale-set>',
  identity: '<identity>',
  /** Of the service's identity. */
  clientId: '<client-id>',
} as const;

/** Stands for the address of the secret that is written to the file. */
export const urlMark = (file: string): string => `<url-of-${file}>`;

export { userId } from '../../package/dockerfile.ts';
