import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Endpoints } from '@aro-rp/local-azure';

/** Makes this process trust local Azure's authority. @returns the authority's certificate, as PEM */
export function trust({ caBundle }: Endpoints): string {
  const authority = readFileSync(caBundle, 'utf8');
  const known = getCACertificates('default');
  if (!known.includes(authority)) setDefaultCACertificates([...known, authority]);
  return authority;
}
