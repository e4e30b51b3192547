import { asList, asObject, isText, type Json } from '../../../json.ts';
import { computeRefusals } from '../refusals.ts';
import { type Machine } from './machine.ts';

/** 64 KB in base64, as Azure counts it. */
export const customDataLimit = 87_380;

const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const fixed = ['computerName', 'adminUsername', 'customData'] as const;

/**
 * The `osProfile` with the secrets that GET hides. On an update what is not given stays, and what a machine reads only
 * at its first boot cannot change.
 * @returns undefined for a machine that boots from a disk of its own
 */
export function acceptOs({ name, properties, current }: Machine): Json | undefined {
  const given = properties['osProfile'] === undefined ? undefined : asObject(properties['osProfile']);
  const before = current && asObject(current.properties['osProfile']);
  if (before) {
    for (const member of fixed)
      if (given?.[member] !== undefined && given[member] !== before[member])
        throw computeRefusals.unchangeable(`osProfile.${member}`);
    return { ...before, ...given };
  }
  if (asObject(asObject(properties['storageProfile'])['osDisk'])['createOption'] === 'Attach') {
    if (given) throw computeRefusals.invalidParameter('osProfile', `Parameter 'osProfile' is not allowed.`);
    return undefined;
  }
  if (!given) throw computeRefusals.missingParameter('osProfile');
  requireLogin(given);
  requireCustomData(given['customData']);
  return {
    secrets: [],
    allowExtensionOperations: true,
    requireGuestProvisionSignal: true,
    ...given,
    computerName: isText(given['computerName']) ? given['computerName'] : name,
  };
}

function requireCustomData(value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value === 'string' && value.length <= customDataLimit && base64.test(value)) return;
  throw computeRefusals.invalidParameter(
    'customData',
    `Custom data in OSProfile must be in Base64 encoding and with a maximum length of ${customDataLimit} characters.`,
  );
}

function requireLogin({ adminUsername, adminPassword, linuxConfiguration }: Json): void {
  if (!isText(adminUsername)) throw computeRefusals.missingParameter('adminUsername');
  const linux = asObject(linuxConfiguration);
  const keys = asList(asObject(linux['ssh'])['publicKeys']);
  if (keys.length === 0 && (linux['disablePasswordAuthentication'] === true || !isText(adminPassword)))
    throw computeRefusals.invalidParameter(
      'linuxConfiguration',
      'Authentication using either SSH or by user name and password must be enabled in Linux profile.',
    );
}

/** What GET shows of it. */
export function showOs(profile: Json): Json {
  const { adminPassword: _password, customData: _data, ...shown } = profile;
  return shown;
}
