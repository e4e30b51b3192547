import { createHmac } from 'node:crypto';
import { containerNames, databaseName } from '@aro-rp/database/provision';

interface Account {
  endpoint: string;
  key: string;
}

/** Every document of every container as it is stored, by container (Cosmos DB REST, "List documents"). */
export async function storedDocuments({ cosmos }: { cosmos: Account }): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  for (const container of containerNames) {
    const link = `dbs/${databaseName}/colls/${container}`;
    const documents: string[] = [];
    let continuation: string | null = null;
    do {
      const date = new Date().toUTCString();
      const response: Response = await fetch(`${cosmos.endpoint}/${link}/docs`, {
        headers: {
          authorization: authorization(cosmos.key, link, date),
          'x-ms-date': date,
          'x-ms-version': '2018-12-31',
          'x-ms-documentdb-query-enablecrosspartition': 'true',
          ...(continuation !== null && { 'x-ms-continuation': continuation }),
        },
      });
      if (!response.ok) throw new Error(`${container}: ${response.status} ${await response.text()}`);
      const { Documents } = (await response.json()) as { Documents: object[] };
      documents.push(...Documents.map((one) => JSON.stringify(one)));
      continuation = response.headers.get('x-ms-continuation');
    } while (continuation !== null);
    found.set(container, documents);
  }
  return found;
}

/** Cosmos DB REST, "Access control". */
function authorization(key: string, link: string, date: string): string {
  const text = `get\ndocs\n${link}\n${date.toLowerCase()}\n\n`;
  const signature = createHmac('sha256', Buffer.from(key, 'base64')).update(text).digest('base64');
  return encodeURIComponent(`type=master&ver=1.0&sig=${signature}`);
}
