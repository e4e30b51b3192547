import { randomUUID } from 'node:crypto';
import { type IncomingHttpHeaders } from 'node:http';
import { toInstant } from '@aro-rp/time';
import { type SystemData } from '../model/resource.ts';
import { type Call } from '../protocol/call.ts';

const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
];

/** Said by the front door alone, whatever a client sends. */
const ownRequestHeaders = [/^x-ms-client-(?!request-id$)/, /^x-ms-arm-/, /^x-ms-home-tenant-id$/, /^referer$/];
const dropped = ['authorization', 'host', 'content-length', 'expect', 'accept-encoding', ...hopByHop];

export interface Identity {
  /** The subscription's. */
  homeTenantId: string | undefined;
  region: string;
  /** On writes. */
  systemData: SystemData | undefined;
}

/** What Azure Resource Manager adds to a request (ARM RPC, common API details), and what it takes away. */
export function requestHeaders(call: Call, { homeTenantId, region, systemData }: Identity): Record<string, string> {
  const { caller } = call;
  return {
    ...passed(call.headers, [...dropped], ownRequestHeaders),
    referer: call.url,
    'x-ms-correlation-request-id': call.correlationId,
    'x-ms-client-request-id': call.clientRequestId,
    'x-ms-routing-request-id': routingId(region, call.requestId),
    'x-ms-arm-request-tracking-id': randomUUID(),
    'x-ms-client-tenant-id': caller.tid,
    ...(homeTenantId === undefined ? {} : { 'x-ms-home-tenant-id': homeTenantId }),
    'x-ms-client-principal-id': caller.oid,
    'x-ms-client-principal-name': caller.appid,
    'x-ms-client-object-id': caller.oid,
    'x-ms-client-app-id': caller.appid,
    'x-ms-client-app-id-acr': '1',
    'x-ms-client-audience': caller.aud,
    'x-ms-client-issuer': caller.iss,
    'x-ms-client-authorization-source': 'RoleBased',
    ...systemDataHeader(systemData),
  };
}

export const systemDataHeader = (systemData: SystemData | undefined): Record<string, string> =>
  systemData === undefined ? {} : { 'x-ms-arm-resource-system-data': JSON.stringify(systemData) };

/** Status and body pass back as they are; so do headers, but for those of the connection. */
export const answerHeaders = (headers: IncomingHttpHeaders): Record<string, string> =>
  passed(headers, ['content-length', 'date', 'x-ms-routing-request-id', ...hopByHop], []);

/** `createdBy` and its like stay as the first successful PUT made them. */
export function systemDataOf(caller: { appid: string }, now: number, before: SystemData | undefined): SystemData {
  const at = toInstant(now);
  return {
    createdBy: before?.createdBy ?? caller.appid,
    createdByType: before?.createdByType ?? 'Application',
    createdAt: before?.createdAt ?? at,
    lastModifiedBy: caller.appid,
    lastModifiedByType: 'Application',
    lastModifiedAt: at,
  };
}

export const routingId = (region: string, id: string): string => `${region.toUpperCase()}:${id}`;

function passed(headers: IncomingHttpHeaders, names: string[], patterns: RegExp[]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined || names.includes(name) || patterns.some((pattern) => pattern.test(name))) continue;
    kept[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return kept;
}
