import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Clock, toInstant } from '@aro-rp/time';
import { ArmError } from '../../errors.ts';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { keyOf } from '../../resource-id.ts';
import { type Resource } from '../../resource.ts';
import { type ResourceAction } from '../provider.ts';

export const passwordNames = ['password1', 'password2'] as const;

/** A token's password as its registry keeps it. */
export interface StoredPassword {
  name: (typeof passwordNames)[number];
  /** SHA-256, hex. A password has 256 random bits, so that nothing slower is needed. */
  hash: string;
  creationTime: string;
  expiry?: string;
}

/** Of the token: another token of the same name has another generation. */
export const generationOf = (token: Resource): string => String(token.properties['generation']);

/** No GET shows them. */
export const passwordsOf = (registry: Resource, token: Resource): StoredPassword[] =>
  asList(asObject(registry.properties['passwords'])[generationOf(token)]) as StoredPassword[];

const hashOf = (password: string): Buffer => createHash('sha256').update(password).digest();

export const isPassword = (password: string, stored: readonly StoredPassword[], now: number): boolean =>
  stored.some(
    ({ hash, expiry }) =>
      timingSafeEqual(hashOf(password), Buffer.from(hash, 'hex')) && (expiry === undefined || Date.parse(expiry) > now),
  );

/**
 * `generateCredentials`: new passwords for a token, one by its name or both; the ones they replace are worth nothing
 * from then on. The answer is the only place where they can be read.
 */
export const generateCredentials =
  (clock: Clock): ResourceAction =>
  ({ resource, body, view }) => {
    const { tokenId, name, expiry } = body;
    const token = isText(tokenId) ? view.get(tokenId) : undefined;
    if (
      !token ||
      token.provisioningState === 'Creating' ||
      !keyOf(token.id).startsWith(`${keyOf(resource.id)}/tokens/`)
    )
      throw new ArmError(404, 'ResourceNotFound', `The token '${String(tokenId)}' was not found in the registry.`);
    const names =
      name === undefined || name === null ? [...passwordNames] : passwordNames.filter((one) => one === name);
    if (names.length === 0) throw invalid('name');
    if (expiry !== undefined && expiry !== null && !(Date.parse(String(expiry)) > clock.now())) throw invalid('expiry');

    const creationTime = toInstant(clock.now());
    const made = names.map((one) => ({ name: one, value: randomBytes(32).toString('base64url') }));
    const more = { creationTime, ...(isText(expiry) && { expiry: new Date(expiry).toISOString() }) };
    const kept = passwordsOf(resource, token).filter((one) => !names.includes(one.name));
    const stored = made.map((one): StoredPassword => {
      return { name: one.name, hash: hashOf(one.value).toString('hex'), ...more };
    });
    const live = new Set(view.children(resource.id).map(generationOf));
    const others = Object.entries(asObject(resource.properties['passwords'])).filter(([key]) => live.has(key));
    const passwords: Json = { ...Object.fromEntries(others), [generationOf(token)]: [...kept, ...stored] };
    return {
      body: { username: token.name, passwords: made.map((one) => ({ ...one, ...more })) },
      properties: { ...resource.properties, passwords },
    };
  };

const invalid = (member: string): ArmError =>
  new ArmError(400, 'InvalidGenerateCredentialsParameters', `The parameter ${member} is invalid.`);
