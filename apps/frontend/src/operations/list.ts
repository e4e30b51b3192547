import { operations } from '@aro-rp/api';
import { type Handler } from '../http/call.ts';

/** What the provider can do; the same for every subscription. */
export const listOperations: Handler = () => ({ status: 200, body: { value: operations } });
