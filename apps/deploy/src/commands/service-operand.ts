import { type ServiceName, serviceNames } from '../services.ts';

export const isService = (text: string): text is ServiceName => serviceNames.some((name) => name === text);

/** @returns what is wrong with the operands of a command that takes one service */
export function serviceFaults([name, ...more]: readonly string[]): string[] {
  const known = serviceNames.join(', ');
  if (name === undefined) return [`name a service: ${known}`];
  return [
    ...(isService(name) ? [] : [`there is no service ${name}: ${known}`]),
    ...(more.length > 0 ? [`argument ${more.join(' ')} is unknown`] : []),
  ];
}

/** @throws Error when {@link serviceFaults} was not asked first */
export function serviceOf([name = '']: readonly string[]): ServiceName {
  if (!isService(name)) throw new Error(`there is no service ${name}`);
  return name;
}

/** What names a scale set after its service's name and a hyphen (Azure's rules for names of scale sets). */
export const versionFaults = (version: string | undefined): string[] =>
  version === undefined || /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]{0,38}[a-zA-Z0-9])?$/.test(version)
    ? []
    : [`--version '${version}' is no version, such as 1.4.0-0123456789ab`];
