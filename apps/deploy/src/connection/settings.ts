import { setting, type SettingsOf } from '@aro-rp/service';
import { minutes } from '@aro-rp/time';

/** The same variables as those of the services; a pipeline that has signed in with `az login` needs none of them. */
export const connectionSettings = {
  credential: setting.oneOf(
    ['azure-cli', 'client-certificate', 'client-secret', 'managed-identity'],
    'CREDENTIAL',
    'who signs in: whoever `az login` has signed in, or an identity of its own',
    'azure-cli',
  ),
  clientId: setting.optional(setting.uuid('AZURE_CLIENT_ID', 'the client id of an identity of its own')),
  tenantId: setting.optional(setting.uuid('AZURE_TENANT_ID', 'its tenant')),
  clientSecret: setting.optional(setting.secret('AZURE_CLIENT_SECRET', 'with CREDENTIAL=client-secret')),
  certificatePath: setting.optional(
    setting.text('AZURE_CLIENT_CERTIFICATE_PATH', 'with CREDENTIAL=client-certificate: a PEM file with key and chain'),
  ),
  authorityHost: setting.url('AZURE_AUTHORITY_HOST', 'the root of Entra ID', 'https://login.microsoftonline.com'),
  armEndpoint: setting.url('ARM_ENDPOINT', 'the root of Azure Resource Manager', 'https://management.azure.com'),
  rightsSpread: setting.duration('RIGHTS_SPREAD', 'how long a role that was just given may take to count', minutes(10)),
};
export type ConnectionSettings = SettingsOf<typeof connectionSettings>;
