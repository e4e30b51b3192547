import { randomBytes } from 'node:crypto';
import { type Clock, type Duration, hours } from '@aro-rp/time';
import { type SecretClientLike } from '../../azure/index.ts';
import { DeployError } from '../../deploy-error.ts';
import { isYoung, type Rotated } from './rotated.ts';

/** The secret's name, as the templates have it. */
export const dataKeyName = 'data-key';
/** A new key seals only when it is this old, so that every instance has had time to learn of it (libs/service). */
export const sealsAfter = hours(1);

/** AES-256. */
const newKey = (): string => randomBytes(32).toString('base64');

/**
 * Gives the data key a new version. The ones before stay enabled for ever: documents are sealed with them. Nothing is
 * lost when it runs twice, or twice at once. @throws DeployError `bad-input` when there is no key yet
 */
export async function rotateDataKey(
  { secrets, clock }: { secrets: SecretClientLike; clock: Clock },
  ifOlderThan: Duration | undefined,
): Promise<Rotated> {
  const [newest] = (await secrets.versions(dataKeyName)).filter(({ enabled }) => enabled);
  if (!newest) throw new DeployError('bad-input', 'there is no data key yet: `deploy region --make-data-key` makes it');
  const before = newest.createdAt ?? 0;
  if (isYoung(before, ifOlderThan, clock)) return { kind: 'unchanged', version: newest.version, createdAt: before };
  const { version, createdAt = clock.now() } = await secrets.set(dataKeyName, newKey());
  return { kind: 'rotated', version, createdAt, before };
}
