import { type Clock, type Duration, minutes, seconds } from '@aro-rp/time';
import { DeployError } from '../../deploy-error.ts';
import { poll } from '../poll.ts';
import { type CertificateVault } from './certificate-vault.ts';
import { isYoung, type Rotated } from './rotated.ts';

/** An issuer answers within minutes. */
const issuedWithin = minutes(30);

/**
 * Has the certificate issued anew, by the policy that it has. Services that read it go on with the one before until they
 * see the new one. @throws DeployError `bad-input` when there is none, or none that the vault can have issued
 */
export async function rotateCertificate(
  { vault, clock, signal }: { vault: CertificateVault; clock: Clock; signal: AbortSignal },
  name: string,
  ifOlderThan: Duration | undefined,
): Promise<Rotated> {
  const newest = await vault.newest(name);
  if (!newest)
    throw new DeployError(
      'bad-input',
      `there is no certificate ${name} yet: \`az keyvault certificate create\` makes it`,
    );
  if (isYoung(newest.createdAt, ifOlderThan, clock)) return { kind: 'unchanged', ...newest };
  const policy = await vault.policy(name);
  if (policy.issuer?.name === undefined || policy.issuer.name === 'Unknown')
    throw new DeployError(
      'bad-input',
      `${name} was imported, and the vault knows nobody who issues it: \`az keyvault certificate import\` gives it a new version`,
    );
  await vault.create(name, policy);
  const issued = await poll({ clock, every: seconds(5), within: issuedWithin, signal }, async () => {
    const state = await vault.pending(name);
    if (state.status === 'inProgress') return undefined;
    return state.status === 'completed' ? 'issued' : `${state.status}: ${state.reason}`;
  });
  if (issued !== 'issued')
    throw new DeployError('failed', `${name} is not issued: ${issued ?? 'its issuer has not answered in time'}`);
  const { version, createdAt } = (await vault.newest(name)) ?? newest;
  return { kind: 'rotated', version, createdAt, before: newest.createdAt };
}
