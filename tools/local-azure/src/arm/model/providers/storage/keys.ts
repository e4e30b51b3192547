import { randomBytes } from 'node:crypto';
import { accountSasText, sign } from '../../../../blob/model/signatures.ts';
import { ArmError } from '../../errors.ts';
import { asList, isText, type Json } from '../../json.ts';
import { type ActionRequest, type ResourceAction } from '../provider.ts';
import { type Resource } from '../../resource.ts';

export interface AccountKey {
  keyName: 'key1' | 'key2';
  /** Base64 of 64 bytes. */
  value: string;
  creationTime: string;
}

export const newKey = (keyName: AccountKey['keyName'], creationTime: string): AccountKey => ({
  keyName,
  value: randomBytes(64).toString('base64'),
  creationTime,
});

/** They are stored with the account, and no GET shows them. */
export const keysOf = ({ properties }: Resource): AccountKey[] => asList(properties['keys']) as AccountKey[];

const showKeys = (keys: AccountKey[]): Json => ({
  keys: keys.map((key) => ({ ...key, permissions: 'FULL' })),
});

export const listKeys: ResourceAction = ({ resource }) => ({ body: showKeys(keysOf(resource)) });

/** @param now an instant */
export const regenerateKey =
  (now: () => string): ResourceAction =>
  ({ resource, body }) => {
    const name = body['keyName'];
    if (name !== 'key1' && name !== 'key2') throw invalid('keyName');
    const keys = keysOf(resource).map((key) => (key.keyName === name ? newKey(name, now()) : key));
    return { body: showKeys(keys), properties: { ...resource.properties, keys } };
  };

const sasVersion = '2022-11-02';

/** An account SAS, signed with the key that the request names, or the first. */
export const listAccountSas =
  (now: () => string): ResourceAction =>
  ({ resource, body }: ActionRequest) => {
    const text = (member: string): string => (isText(body[member]) ? body[member] : '');
    for (const member of ['signedServices', 'signedResourceTypes', 'signedPermission', 'signedExpiry'])
      if (text(member) === '') throw invalid(member);
    const wire = (member: string): string => seconds(text(member), member);
    const fields: Record<string, string> = {
      sv: sasVersion,
      ss: text('signedServices'),
      srt: text('signedResourceTypes'),
      sp: text('signedPermission'),
      st: text('signedStart') === '' ? seconds(now(), 'signedStart') : wire('signedStart'),
      se: wire('signedExpiry'),
      sip: text('signedIp'),
      spr: text('signedProtocol'),
    };
    const name = text('keyToSign') || 'key1';
    const key = keysOf(resource).find(({ keyName }) => keyName === name);
    if (!key) throw invalid('keyToSign');
    const signature = sign(
      key.value,
      accountSasText(resource.name, (field) => fields[field] ?? ''),
    );
    const given = Object.entries(fields).filter(([, value]) => value !== '');
    const query = [...given, ['sig', signature]].map(([field, value]) => `${field}=${encodeURIComponent(value ?? '')}`);
    return { body: { accountSasToken: query.join('&') } };
  };

function seconds(time: string, member: string): string {
  const at = Date.parse(time);
  if (Number.isNaN(at)) throw invalid(member);
  return new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
}

const invalid = (member: string): ArmError =>
  new ArmError(400, 'InvalidValuesForRequestParameters', `Values for request parameters are invalid: ${member}.`);
