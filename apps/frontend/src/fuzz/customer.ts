import { versions } from '@aro-rp/api';
import { type Reply } from '../testing/client.ts';
import { operationIdOf } from '../testing/harness.ts';
import { type Operation, operationsOf } from './documents.ts';
import { type Ground, grow } from './grow.ts';
import { type HeaderGround, oddHeaders } from './odd-headers.ts';
import { type Random, randomOf } from './random.ts';
import { spoil, spoilText } from './spoil-body.ts';
import { spoilPath, spoilQuery } from './spoil-target.ts';

/** What every made-up secret begins with: four times three letters, so that Base64 shows it wherever it begins on a third. */
export const secretMark = 'canarysekrit';

export interface FuzzRequest {
  method: string;
  /** Path and query. */
  path: string;
  headers: Record<string, string>;
  body?: Buffer;
  /** Without a client certificate. */
  stranger?: true;
  /** Twice at the same time, as a client does that has lost patience. */
  twice?: true;
}

const served = [...versions.keys()];
const published = served.flatMap(operationsOf);
const names = ['cluster', 'Cluster-2', 'third'] as const;
const cluster = '/providers/Microsoft.RedHatOpenShift/openShiftClusters/{resourceName}';

/** What ARM calls beside what is published: below a subscription, below a group, or below neither. */
const unpublished = [
  'PUT /subscriptions/{subscriptionId}',
  'POST /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/moveResources',
  'POST /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/validateMoveResources',
  'POST /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.RedHatOpenShift/deployments/d/preflight',
  'GET /subscriptions/{subscriptionId}/providers/Microsoft.RedHatOpenShift/locations/{location}/operationsstatus/{operationId}',
  'GET /subscriptions/{subscriptionId}/providers/Microsoft.RedHatOpenShift/locations/{location}/operationresults/{operationId}',
  `HEAD /subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}${cluster}`,
  'GET /healthz/ready',
].map((line) => line.split(' ') as [string, string]);

/**
 * Somebody who knows all of the API and sends what no client would, one request after the other, to a subscription of
 * their own. What they send is fixed by the seed and by the answers they got.
 */
export class Customer {
  /** Replaced when it can no longer have clusters. */
  subscription: string;
  readonly random: Random;
  private secrets = 0;
  private etag: string | undefined;
  private operationId: string | undefined;
  private next: string | undefined;
  private readonly accepted = new Map<string, Record<string, unknown>>();
  private readonly shown = new Map<string, Record<string, unknown>>();
  private sent: { key: string; body: unknown } | undefined;
  private version = '';

  constructor(private readonly seed: number) {
    this.random = randomOf(seed);
    this.subscription = this.random.uuid();
  }

  request(): FuzzRequest {
    const { random } = this;
    this.sent = undefined;
    if (this.next !== undefined && random.chance(0.3)) return { method: 'GET', path: this.next, headers: {} };
    const operation = this.operation();
    this.version = operation.version;
    const method = random.chance(0.02)
      ? random.pick(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])
      : operation.method;
    const made = [...this.accepted.keys()];
    const isOfMade = method !== 'PUT' && made.length > 0 && random.chance(0.7);
    const name = isOfMade ? (random.pick(made).split(' ')[0] ?? '') : random.pick(names);
    const path = this.fill(operation.path, name);
    const query = [`api-version=${operation.version}`, ...(random.chance(0.05) ? ['$top=2'] : [])];
    const content = this.content(operation, name);
    const headers = { ...(random.chance(0.15) && oddHeaders(this.headerGround())), ...content.headers };
    const queryText = (random.chance(0.06) ? spoilQuery(query, random, served) : query).join('&');
    return {
      method,
      path: `${random.chance(0.1) ? spoilPath(path, random) : path}?${queryText}`,
      headers:
        content.body && !('content-type' in headers) ? { 'content-type': 'application/json', ...headers } : headers,
      ...(content.body && { body: content.body }),
      ...(random.chance(0.02) && { stranger: true }),
      ...(random.chance(0.05) && { twice: true }),
    };
  }

  /** What later requests make use of. */
  heard({ status, headers, json }: Reply): void {
    if (typeof headers.etag === 'string') this.etag = headers.etag;
    const operationId = operationIdOf(headers['azure-asyncoperation']);
    if (operationId !== '') this.operationId = operationId;
    const { nextLink: next, name, properties } = (json as Reply['json'] | undefined) ?? {};
    if (status === 200 && properties !== undefined) this.shown.set(`${String(name)} ${this.version}`, json);
    this.next = typeof next === 'string' ? next.replace(/^https:\/\/[^/]+/, '') : undefined;
    const { sent } = this;
    if (status === 201 && sent && typeof sent.body === 'object') {
      this.accepted.set(sent.key, sent.body as Record<string, unknown>);
    }
  }

  /** Begins anew where nothing is yet. */
  moveOn(): void {
    this.subscription = this.random.uuid();
    this.accepted.clear();
    this.shown.clear();
  }

  private operation(): Operation {
    const { random } = this;
    if (random.chance(0.88)) return random.pick(random.chance(0.6) ? published.filter(({ body }) => body) : published);
    const [method, path] = random.pick(unpublished);
    return { version: path.split('/').length === 3 ? '2.0' : random.pick(served), method, path };
  }

  private fill(path: string, name: string): string {
    const { random } = this;
    const values: Record<string, string> = {
      subscriptionId: random.chance(0.02) ? random.uuid() : this.subscription,
      resourceGroupName: 'group',
      resourceName: name,
      location: 'eastus',
      openShiftVersion: random.pick(['4.16.30', '4.17.1', '4.99.0']),
      openShiftMinorVersion: random.pick(['4.16', '4.99']),
      operationId: this.operationId ?? random.uuid(),
    };
    return path.replaceAll(/\{(\w+)\}/g, (_all, key: string) => values[key] ?? key);
  }

  private content(operation: Operation, name: string): { headers: Record<string, string>; body?: Buffer } {
    const { random } = this;
    const body = this.body(operation, name);
    if (body === undefined) return { headers: {} };
    this.sent = { key: `${name} ${operation.version}`, body };
    if (random.chance(0.5)) return { headers: {}, body: Buffer.from(JSON.stringify(body)) };
    if (random.chance(0.1)) {
      const { bytes, headers } = spoilText(JSON.stringify(body), random);
      return { headers, body: bytes };
    }
    const spoilt = random.chance(0.2) ? spoil(spoil(body, random), random) : spoil(body, random);
    return { headers: {}, body: Buffer.from(JSON.stringify(spoilt)) };
  }

  private body(operation: Operation, name: string): unknown {
    const { random } = this;
    const ground = this.ground(name);
    if (operation.body) {
      const key = `${name} ${operation.version}`;
      const shown = this.shown.get(key);
      if (shown && random.chance(0.2)) return random.chance(0.5) ? shown : { ...shown, tags: { shown: 'again' } };
      const before = this.accepted.get(key);
      if (operation.method === 'PUT' && before && random.chance(0.6))
        return { ...before, tags: { n: `${random.int(9)}` } };
      const share = operation.method === 'PATCH' ? random.pick([0, 0.2, 0.5]) : random.pick([1, 1, 1, 0.98]);
      return grow(operation.body, { ...ground, share });
    }
    if (operation.version === '2.0') {
      return {
        state: random.pick(['Registered', 'Registered', 'Warned', 'Suspended', 'Unregistered', 'Deleted', 'X']),
      };
    }
    if (operation.path.endsWith('preflight')) return { resources: [this.templateResource(name)] };
    if (operation.path.endsWith('oveResources'))
      return { resources: [this.fill(`/${cluster}`, name)], targetResourceGroup: '/x' };
    return random.chance(0.03) ? { unasked: this.secret() } : undefined;
  }

  private templateResource(name: string): Record<string, unknown> {
    const operation = this.random.pick(published.filter(({ method }) => method === 'PUT'));
    const body = operation.body ? grow(operation.body, this.ground(name)) : {};
    const type = 'Microsoft.RedHatOpenShift/openShiftClusters';
    return { ...(body as object), name, type, apiVersion: operation.version, scope: '' };
  }

  private ground(name: string): Ground {
    const { random, subscription } = this;
    return { random, subscription, name, secret: () => this.secret(), share: 1, identities: random.chance(0.1) };
  }

  private headerGround(): HeaderGround {
    return { random: this.random, etag: this.etag, secret: () => this.secret() };
  }

  private secret(): string {
    this.secrets += 1;
    return `${secretMark}${this.seed}x${this.secrets}`;
  }
}
