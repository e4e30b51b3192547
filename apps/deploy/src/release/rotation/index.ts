export { type AgeMetric, awaitSeen } from './await-seen.ts';
export { type CertificateVault, openCertificates } from './certificate-vault.ts';
export { rotateCertificate } from './certificate.ts';
export { dataKeyName, rotateDataKey, sealsAfter } from './data-key.ts';
export { type Rotated } from './rotated.ts';
