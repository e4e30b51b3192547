import { type Expression, resourceId, tenantId } from '../language/expression.ts';
import { type Resource } from '../language/template.ts';
import { apiVersions, identityId, names, secrets, types } from '../names.ts';
import { assign } from '../roles.ts';

/** A vault under Azure's roles, of which nothing can be lost: what is removed comes back for 90 days. */
export const keyVault = (name: Expression, location: Expression, reach: { isPublic: boolean }): Resource => ({
  type: types.keyVault,
  apiVersion: apiVersions.keyVault,
  name,
  location,
  properties: {
    tenantId,
    sku: { family: 'A', name: 'standard' },
    accessPolicies: [],
    enableRbacAuthorization: true,
    enableSoftDelete: true,
    softDeleteRetentionInDays: 90,
    enablePurgeProtection: true,
    publicNetworkAccess: reach.isPublic ? 'Enabled' : 'Disabled',
    networkAcls: { bypass: 'None', defaultAction: reach.isPublic ? 'Allow' : 'Deny' },
  },
});

/** Each service reads its own secrets. The change feed reads none: it cannot open what is sealed. */
export function vaultRoles(prefix: Expression): Resource[] {
  const secretOf = (vault: Expression, secret: string) => ({
    type: `${types.keyVault}/secrets`,
    names: [vault, secret],
  });
  const service = names.serviceVault(prefix);
  return [
    { to: 'frontend', vault: service, secret: secrets.serverCertificate },
    { to: 'frontend', vault: service, secret: secrets.dataKey },
    { to: 'backend', vault: service, secret: secrets.dataKey },
    { to: 'backend', vault: names.applicationVault(prefix), secret: secrets.applicationCertificate },
    { to: 'mirror', vault: names.mirrorVault(prefix), secret: secrets.sourceRegistries },
  ].map(({ to, vault, secret }) =>
    assign({
      role: 'keyVaultSecretsUser',
      to: identityId(to as 'frontend' | 'backend' | 'mirror'),
      on: secretOf(vault, secret),
      dependsOn: [resourceId(types.keyVault, vault)],
    }),
  );
}
