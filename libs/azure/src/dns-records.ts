import { type RecordSet } from '@azure/arm-dns';
import { type Call, type CallOptions, orNotFound } from './call.ts';
import { type Clients } from './clients.ts';
import { isAzureError } from './azure-error.ts';

export interface DnsZone {
  resourceGroup: string;
  name: string;
}

export interface AddressRecord {
  /** Relative to the zone. */
  name: string;
  etag: string;
  /** Who reserved the name; from the record set's metadata. Undefined on one that we did not make. */
  owner?: string;
  addresses: string[];
}

/** - `ours`: the name is reserved for the owner; `created` by this call. - `foreign`: somebody else has it. */
export type Reservation =
  { kind: 'ours'; record: AddressRecord; created: boolean } | { kind: 'foreign'; record: AddressRecord };

/** A record sets in public zones; `owner` in their metadata says whose they are. */
export interface DnsRecords {
  get(zone: DnsZone, name: string, options: CallOptions): Promise<AddressRecord | undefined>;
  /**
   * Makes the record set without an address unless there is one (`If-None-Match: *`), so that of several only one gets
   * the name. May be repeated. @throws AzureError
   */
  reserve(zone: DnsZone, name: string, owner: string, options: CallOptions): Promise<Reservation>;
  /** Of that version (`If-Match`); what else it holds stays. @throws AzureError `precondition-failed` when it has changed */
  setAddresses(zone: DnsZone, record: AddressRecord, addresses: string[], options: CallOptions): Promise<AddressRecord>;
  /** Only that version (`If-Match`). Gone is fine. @throws AzureError `precondition-failed` when it has changed */
  remove(zone: DnsZone, record: AddressRecord, options: CallOptions): Promise<void>;
}

const ownerKey = 'owner';
const ttlSeconds = 300;

export function createDnsRecords(clients: () => Clients, call: Call): DnsRecords {
  const get: DnsRecords['get'] = async (zone, name, options) => {
    const found = await orNotFound(
      call('DNS record GET', options, ({ abortSignal, headers }) =>
        clients().dns.recordSets.get(zone.resourceGroup, zone.name, name, 'A', {
          abortSignal,
          requestOptions: { customHeaders: headers },
        }),
      ),
    );
    return found && toRecord(name, found);
  };

  return {
    get,

    async reserve(zone, name, owner, options) {
      const judge = (record: AddressRecord): Reservation =>
        record.owner === owner ? { kind: 'ours', record, created: false } : { kind: 'foreign', record };
      const found = await get(zone, name, options);
      if (found !== undefined) return judge(found);
      try {
        const made = await call('DNS record PUT', options, ({ abortSignal, headers }) =>
          clients().dns.recordSets.createOrUpdate(
            zone.resourceGroup,
            zone.name,
            name,
            'A',
            { ttl: ttlSeconds, metadata: { [ownerKey]: owner } },
            { ifNoneMatch: '*', abortSignal, requestOptions: { customHeaders: headers } },
          ),
        );
        return { kind: 'ours', record: toRecord(name, made), created: true };
      } catch (error) {
        const faster = isAzureError(error, 'precondition-failed') ? await get(zone, name, options) : undefined;
        if (faster === undefined) throw error;
        return judge(faster);
      }
    },

    async setAddresses(zone, record, addresses, options) {
      const content = {
        ttl: ttlSeconds,
        ...(record.owner !== undefined && { metadata: { [ownerKey]: record.owner } }),
        aRecords: addresses.map((ipv4Address) => ({ ipv4Address })),
      };
      const made = await call('DNS record PUT', options, ({ abortSignal, headers }) =>
        clients().dns.recordSets.createOrUpdate(zone.resourceGroup, zone.name, record.name, 'A', content, {
          ifMatch: record.etag,
          abortSignal,
          requestOptions: { customHeaders: headers },
        }),
      );
      return toRecord(record.name, made);
    },

    async remove(zone, record, options) {
      await orNotFound(
        call('DNS record DELETE', options, ({ abortSignal, headers }) =>
          clients().dns.recordSets.delete(zone.resourceGroup, zone.name, record.name, 'A', {
            ifMatch: record.etag,
            abortSignal,
            requestOptions: { customHeaders: headers },
          }),
        ),
      );
    },
  };
}

const toRecord = (name: string, { etag, metadata, aRecords }: RecordSet): AddressRecord => ({
  name,
  etag: etag ?? '',
  ...(metadata?.[ownerKey] !== undefined && { owner: metadata[ownerKey] }),
  addresses: (aRecords ?? []).flatMap(({ ipv4Address }) => ipv4Address ?? []),
});
