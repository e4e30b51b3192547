import { type documentsOf } from '../harness/documents.ts';
import { mark } from './planted.ts';

const containers = ['OpenShiftClusters', 'Subscriptions', 'OpenShiftVersions', 'Billing', 'Leases', 'Releases'];

type Members = Record<string, unknown>;

/**
 * Where documents have members of the next version, as they are found: in the document, in the cluster that it holds, its
 * properties, its facts, its plan. What is found once has to be there as long as the document, or the plan, is.
 */
export function createMarks(documents: Pick<ReturnType<typeof documentsOf>, 'all'>) {
  /** By document and part, which documents of a kind have it. */
  const found = new Map<string, { id: string; part: string; kind: string }>();
  const kinds = new Set<string>();
  const read = async () => {
    const pairs = containers.map(async (container) =>
      (await documents.all(container)).map((document): [string, Members] => [`${container}/${document.id}`, document]),
    );
    return new Map((await Promise.all(pairs)).flat());
  };
  return {
    /** @returns the places of members that a writer has dropped since they were seen first */
    async dropped(): Promise<string[]> {
      const now = await read();
      const lost: string[] = [];
      for (const [place, { id, part }] of found) {
        const document = now.get(id);
        const there = document && placesIn(document).find(({ name }) => name === part);
        // A document that was removed, or a plan that has ended, has taken its members with it.
        if (!there) found.delete(place);
        else if (there.members['nextMember'] !== mark) lost.push(place);
      }
      for (const [id, document] of now)
        for (const { name: part, members } of placesIn(document))
          if (members['nextMember'] === mark) {
            const kind = [document['type'] ?? 'lease', part.split(' ')[0]].join(' ').trim();
            found.set(`${id} ${part}`, { id, part, kind });
            kinds.add(kind);
          }
      return lost;
    },
    /** Of what kinds of documents, and in which parts of them, members were seen: `secrets`, `cluster facts`, ... */
    kinds: (): string[] => [...kinds].sort(),
  };
}

function placesIn(document: Members): { name: string; members: Members }[] {
  const { cluster, facts, plan } = document as Record<string, Members | undefined>;
  return [
    { name: '', members: document },
    ...of('cluster', cluster),
    ...of('cluster.properties', cluster?.['properties']),
    ...of('facts', facts),
    ...of(`plan ${String(plan?.['id'])}`, plan),
  ];
}

const of = (name: string, members: unknown): { name: string; members: Members }[] =>
  typeof members === 'object' && members !== null ? [{ name, members: members as Members }] : [];
