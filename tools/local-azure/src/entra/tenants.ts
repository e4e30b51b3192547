/** The tenant of the service itself and of the first subscription. */
export const homeTenant = '11111111-1111-4111-8111-111111111111';
/** Another customer's. */
export const otherTenant = '22222222-2222-4222-8222-222222222222';
export const tenants: readonly string[] = [homeTenant, otherTenant];

/** Azure's resources accept version 1.0 tokens, whose issuer names the tenant and no endpoint. */
export const issuerOf = (tenantId: string): string => `https://sts.windows.net/${tenantId}/`;
