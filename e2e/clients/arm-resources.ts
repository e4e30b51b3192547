import { type Endpoints } from '@aro-rp/local-azure';
import { localCredential } from '@aro-rp/start';
import { ResourceManagementClient as Newest } from '@azure/arm-resources';
import { ResourceManagementClient as Fourth } from 'arm-resources-4';
import { ResourceManagementClient as Fifth } from 'arm-resources-5';
import { ResourceManagementClient as Seventh } from 'arm-resources-7';

type Body = Record<string, unknown>;

/** What a program of a customer does with a cluster, by ids, in the words of every generation of the client. */
export interface GenericResources {
  /** Returns when the long operation is over, with the resource as the client shows it. */
  create(id: string, body: Body): Promise<Shown>;
  tag(id: string, tags: Record<string, string>): Promise<Shown>;
  get(id: string): Promise<Shown>;
  remove(id: string): Promise<void>;
  namesIn(resourceGroup: string): Promise<string[]>;
}

export interface Shown {
  id?: string | undefined;
  name?: string | undefined;
  tags?: Record<string, string> | undefined;
  properties?: { provisioningState?: string };
}

/** The second between two looks is what the service asks for. */
const everySecond = { updateIntervalInMs: 1_000 };
type Generation = (endpoints: Endpoints, apiVersion: string) => GenericResources;

/** Both generations on `core-client` have the same words. */
const onCoreClient =
  (Client: typeof Fifth | typeof Seventh): Generation =>
  (endpoints, apiVersion) => {
    const { resources } = new Client(localCredential(endpoints), endpoints.subscriptionId, {
      endpoint: endpoints.arm,
      credentialScopes: [`${endpoints.arm}/.default`],
    } as ConstructorParameters<typeof Fifth>[2]);
    return wordsOf(resources, apiVersion);
  };

type CoreResources = Pick<
  Fifth['resources'],
  | 'beginCreateOrUpdateByIdAndWait'
  | 'beginUpdateByIdAndWait'
  | 'beginDeleteByIdAndWait'
  | 'getById'
  | 'listByResourceGroup'
>;

const wordsOf = (resources: CoreResources, apiVersion: string): GenericResources => ({
  create: (id, body) => resources.beginCreateOrUpdateByIdAndWait(id, apiVersion, body, everySecond),
  tag: (id, tags) => resources.beginUpdateByIdAndWait(id, apiVersion, { tags }, everySecond),
  get: (id) => resources.getById(id, apiVersion),
  remove: async (id) => void (await resources.beginDeleteByIdAndWait(id, apiVersion, everySecond)),
  async namesIn(resourceGroup) {
    const names: string[] = [];
    for await (const { name } of resources.listByResourceGroup(resourceGroup)) names.push(name ?? '');
    return names;
  },
});

/** The last generation on `ms-rest-js`: it signs requests itself and knows no scopes. */
const onMsRest: Generation = (endpoints, apiVersion) => {
  const credential = localCredential(endpoints);
  type Credentials = ConstructorParameters<typeof Fourth>[0];
  const credentials = {
    async signRequest(request: { headers: { set(name: string, value: string): void } }) {
      const token = await credential.getToken(`${endpoints.arm}/.default`);
      request.headers.set('authorization', `Bearer ${token?.token}`);
      return request;
    },
  } as unknown as Credentials;
  const { resources } = new Fourth(credentials, endpoints.subscriptionId, {
    baseUri: endpoints.arm,
    longRunningOperationRetryTimeout: 1,
  });
  return {
    create: (id, body) => resources.createOrUpdateById(id, apiVersion, body),
    tag: (id, tags) => resources.updateById(id, apiVersion, { tags }),
    get: (id) => resources.getById(id, apiVersion),
    remove: async (id) => void (await resources.deleteById(id, apiVersion)),
    namesIn: async (resourceGroup) =>
      (await resources.listByResourceGroup(resourceGroup)).map(({ name }) => name ?? ''),
  };
};

const newest: Generation = (endpoints, apiVersion) => {
  const { resources } = new Newest(localCredential(endpoints), endpoints.subscriptionId, {
    endpoint: endpoints.arm,
    credentials: { scopes: [`${endpoints.arm}/.default`] },
  });
  return wordsOf(resources as unknown as CoreResources, apiVersion);
};

/** By the major version of `@azure/arm-resources`. */
export const generations: Record<string, Generation> = {
  '4': onMsRest,
  '5': onCoreClient(Fifth),
  '7': onCoreClient(Seventh),
  '8': newest,
};
