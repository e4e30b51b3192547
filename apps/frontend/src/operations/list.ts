import { operations } from '@aro-rp/api';
import { type Handler, type VersionedCall } from '../http/call.ts';

/** What the provider can do; the same for every subscription, with the members that the version has. */
export const listOperations: Handler<VersionedCall> = ({ version: { hasOperationOrigin } }) => ({
  status: 200,
  body: { value: hasOperationOrigin ? operations : operations.map(({ origin: _origin, ...rest }) => rest) },
});
