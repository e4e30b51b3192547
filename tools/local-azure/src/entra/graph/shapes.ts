import { type Application, type Password, type ServicePrincipal } from '../directory.ts';
import { type Filterable } from './filter.ts';
import { showKeyCredential } from './key-credentials.ts';

/** What Graph shows of a property that nobody has set, in its order; these are also what a client may set. */
export const applicationDefaults: Readonly<Record<string, unknown>> = {
  applicationTemplateId: null,
  description: null,
  disabledByMicrosoftStatus: null,
  groupMembershipClaims: null,
  identifierUris: [],
  isDeviceOnlyAuthSupported: null,
  isFallbackPublicClient: null,
  notes: null,
  optionalClaims: null,
  tags: [],
  tokenEncryptionKeyId: null,
  addIns: [],
  api: {
    acceptMappedClaims: null,
    knownClientApplications: [],
    oauth2PermissionScopes: [],
    preAuthorizedApplications: [],
    requestedAccessTokenVersion: null,
  },
  appRoles: [],
  info: { logoUrl: null, marketingUrl: null, privacyStatementUrl: null, supportUrl: null, termsOfServiceUrl: null },
  keyCredentials: [],
  parentalControlSettings: { countriesBlockedForMinors: [], legalAgeGroupRule: 'Allow' },
  publicClient: { redirectUris: [] },
  requiredResourceAccess: [],
  spa: { redirectUris: [] },
  web: {
    homePageUrl: null,
    implicitGrantSettings: { enableAccessTokenIssuance: false, enableIdTokenIssuance: false },
    logoutUrl: null,
    redirectUris: [],
  },
};

/** The resource type `application` (Graph REST v1.0). */
export function showApplication(one: Application): Record<string, unknown> {
  return {
    id: one.objectId,
    deletedDateTime: null,
    appId: one.clientId,
    createdDateTime: one.createdDateTime,
    displayName: one.name,
    publisherDomain: null,
    signInAudience: one.multiTenant ? 'AzureADMultipleOrgs' : 'AzureADMyOrg',
    ...applicationDefaults,
    ...one.properties,
    keyCredentials: one.certificates.map(showKeyCredential),
    passwordCredentials: one.passwords.map(showPassword),
  };
}

/** `passwordCredential`; the secret itself is shown once, to who made it. */
export function showPassword({ keyId, value, displayName, startDateTime, endDateTime }: Password) {
  return {
    customKeyIdentifier: null,
    displayName: displayName ?? null,
    endDateTime: endDateTime ?? null,
    hint: value.slice(0, 3),
    keyId,
    secretText: null as string | null,
    startDateTime,
  };
}

/** The resource type `servicePrincipal` (Graph REST v1.0). */
export function showServicePrincipal(one: ServicePrincipal, of: Application): Record<string, unknown> {
  return {
    id: one.objectId,
    deletedDateTime: null,
    accountEnabled: one.enabled,
    alternativeNames: [],
    appDisplayName: of.name,
    appDescription: of.properties['description'] ?? null,
    appId: one.clientId,
    applicationTemplateId: null,
    appOwnerOrganizationId: of.tenantId,
    appRoleAssignmentRequired: false,
    createdDateTime: one.createdDateTime,
    description: null,
    disabledByMicrosoftStatus: null,
    displayName: of.name,
    homepage: null,
    loginUrl: null,
    logoutUrl: null,
    notes: null,
    notificationEmailAddresses: [],
    preferredSingleSignOnMode: null,
    preferredTokenSigningKeyThumbprint: null,
    replyUrls: [],
    servicePrincipalNames: namesOf(one, of),
    servicePrincipalType: 'Application',
    signInAudience: of.multiTenant ? 'AzureADMultipleOrgs' : 'AzureADMyOrg',
    tags: [],
    tokenEncryptionKeyId: null,
    addIns: [],
    appRoles: [],
    info: applicationDefaults['info'],
    keyCredentials: [],
    oauth2PermissionScopes: [],
    passwordCredentials: [],
    resourceSpecificApplicationPermissions: [],
    verifiedPublisher: { displayName: null, verifiedPublisherId: null, addedDateTime: null },
  };
}

const identifierUris = (of: Application) => (of.properties['identifierUris'] ?? []) as string[];
const namesOf = ({ clientId }: ServicePrincipal, of: Application) => [clientId, ...identifierUris(of)];

export const applicationFilter: Filterable<Application> = {
  texts: { id: (one) => one.objectId, appId: (one) => one.clientId, displayName: (one) => one.name },
  collections: { identifierUris },
};

export const servicePrincipalFilter = (
  applicationOf: (one: ServicePrincipal) => Application,
): Filterable<ServicePrincipal> => ({
  texts: {
    id: (one) => one.objectId,
    appId: (one) => one.clientId,
    displayName: (one) => applicationOf(one).name,
  },
  collections: { servicePrincipalNames: (one) => namesOf(one, applicationOf(one)) },
});
