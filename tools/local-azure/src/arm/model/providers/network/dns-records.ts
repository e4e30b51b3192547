import { isIPv4, isIPv6 } from 'node:net';
import { ArmError } from '../../errors.ts';
import { asList, asObject, isObject, isText, type Json } from '../../json.ts';

/** Record types and the member of `properties` that holds their records (Azure DNS REST, 2018-05-01). */
export const recordMembers = {
  A: 'ARecords',
  AAAA: 'AAAARecords',
  CAA: 'caaRecords',
  CNAME: 'CNAMERecord',
  MX: 'MXRecords',
  NS: 'NSRecords',
  PTR: 'PTRRecords',
  SOA: 'SOARecord',
  SRV: 'SRVRecords',
  TXT: 'TXTRecords',
} as const;

export type RecordType = keyof typeof recordMembers;

/** The same of private zones (Azure private DNS REST, 2020-06-01), which have neither CAA nor NS. */
export const privateRecordMembers = {
  A: 'aRecords',
  AAAA: 'aaaaRecords',
  CNAME: 'cnameRecord',
  MX: 'mxRecords',
  PTR: 'ptrRecords',
  SOA: 'soaRecord',
  SRV: 'srvRecords',
  TXT: 'txtRecords',
} as const;

export type PrivateRecordType = keyof typeof privateRecordMembers;
type Members = Readonly<Partial<Record<RecordType, string>>>;

const single = (type: RecordType): boolean => type === 'CNAME' || type === 'SOA';

const faults: Partial<Record<RecordType, (record: Json) => string | undefined>> = {
  A: ({ ipv4Address }) =>
    isText(ipv4Address) && isIPv4(ipv4Address) ? undefined : `the IPv4 address '${String(ipv4Address)}' is invalid`,
  AAAA: ({ ipv6Address }) =>
    isText(ipv6Address) && isIPv6(ipv6Address) ? undefined : `the IPv6 address '${String(ipv6Address)}' is invalid`,
  CNAME: ({ cname }) => (isText(cname) ? undefined : 'the canonical name is missing'),
  TXT: ({ value }) => (asList(value).length > 0 ? undefined : 'a TXT record has no value'),
};

/** @throws ArmError when a record is malformed, or a member belongs to another type */
export function acceptRecords(type: RecordType, properties: Json, members: Members = recordMembers): Json {
  const member = members[type] ?? '';
  const foreign = Object.entries(members).find(
    ([other, name]) => other !== type && properties[name] !== undefined && properties[name] !== null,
  );
  if (foreign) throw refuse(`'${foreign[1]}' does not belong into a record set of type ${type}`);
  const given = properties[member];
  if (single(type)) {
    if (!isObject(given)) return {};
    check(type, given);
    return { [member]: given };
  }
  const records = asList(given).map(asObject);
  for (const record of records) check(type, record);
  return { [member]: records };
}

/** What a set without records shows. */
export const emptyRecords = (type: RecordType, members: Members = recordMembers): Json =>
  single(type) ? {} : { [members[type] ?? '']: [] };

function check(type: RecordType, record: Json): void {
  const fault = faults[type]?.(record);
  if (fault !== undefined) throw refuse(fault);
}

const refuse = (message: string): ArmError => new ArmError(400, 'BadRequest', `The record set is invalid: ${message}.`);
