import { acceptance, resource } from '@aro-rp/testing';
import { type ClusterDocument, type ETag, type Versioned } from '../documents.ts';
import { oncePerVersion } from './acceptance.ts';

const version = (etag: string) => ({ etag: etag as ETag, document: {}, writtenAt: 0 }) as Versioned<ClusterDocument>;

describe('oncePerVersion', () => {
  it('decides anew for another version, and for none, but once for each', () => {
    const seen: (string | undefined)[] = [];
    const decide = oncePerVersion((current) => {
      seen.push(current?.etag);
      return acceptance(resource());
    });

    for (const etag of ['1', '1', '2', '2', '1']) decide(version(etag));
    decide(undefined);
    decide(undefined);

    expect(seen).toEqual(['1', '2', '1', undefined]);
  });

  it('repeats a refusal', () => {
    const decide = oncePerVersion(() => {
      throw new Error('refused');
    });

    expect(() => decide(undefined)).toThrow('refused');
    expect(() => decide(undefined)).toThrow('refused');
  });
});
