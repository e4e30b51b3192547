import { Secret } from '@aro-rp/telemetry';
import { type ClusterSecretName } from '../../model/cluster.ts';
import { type Shape, type Wire } from '../schema/shape.ts';

type Secrets = Partial<Record<ClusterSecretName, Secret>>;

/** The secrets that a request carries, by their names in the store. */
export function secretsIn(shape: Shape, wire: Wire): Secrets {
  const secrets: Secrets = {};
  for (const member of shape.members) {
    const value = wire[member.wire];
    if (member.secret !== undefined && typeof value === 'string') secrets[member.secret] = new Secret(value);
    else if (member.kind === 'object' && value !== undefined)
      Object.assign(secrets, secretsIn(member.of, value as Wire));
  }
  return secrets;
}
