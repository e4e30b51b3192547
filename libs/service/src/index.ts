export { type CertificateSource, followCertificate } from './certificate-source.ts';
export {
  type ApplicationCredential,
  createApplicationCredential,
  createServiceCredential,
  type CredentialSettings,
  credentialSettings,
} from './credential.ts';
export { keepKeyRing, type KeptKeyRing } from './keep-key-ring.ts';
export { createKeyRing, type KeySource } from './key-ring.ts';
export { connectKeyVault, type KeyVault } from './key-vault.ts';
export { NotYet } from './not-yet.ts';
export { exitCodes, runService, type ServiceDefinition } from './run-service.ts';
export { serviceBusConnectionOf, serviceBusSettings } from './service-bus-settings.ts';
export { type DataKey, type KeyRing, type RunningService, type ServiceContext } from './service.ts';
export {
  describeSettings,
  type Environment,
  readSettings,
  type Setting,
  setting,
  type Settings,
  type SettingsOf,
} from './settings.ts';
