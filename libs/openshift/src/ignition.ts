import { Secret } from '@aro-rp/telemetry';

/** Azure's limit for a VM's custom data, before base64 (Azure, "Custom data and cloud-init"). */
export const customDataLimit = 64 * 1024;

/** The data would not fit into a virtual machine's `customData`. */
export class CustomDataTooLargeError extends Error {
  override readonly name = 'CustomDataTooLargeError';
  constructor(readonly bytes: number) {
    super(`custom data of ${bytes} bytes is over Azure's limit of ${customDataLimit}`);
  }
}

/**
 * The bootstrap machine's custom data, base64: an Ignition configuration (specification 3.2.0) that replaces itself by
 * the one at `url`. Secret, because the URL carries a signature. @throws CustomDataTooLargeError
 */
export function bootstrapPointer(url: Secret): Secret {
  const pointer = { ignition: { version: '3.2.0', config: { replace: { source: url.reveal() } } } };
  return new Secret(toCustomData(JSON.stringify(pointer)));
}

/** A VM's `customData` of a text. @throws CustomDataTooLargeError */
export function toCustomData(text: string): string {
  const bytes = Buffer.from(text);
  if (bytes.byteLength > customDataLimit) throw new CustomDataTooLargeError(bytes.byteLength);
  return bytes.toString('base64');
}
