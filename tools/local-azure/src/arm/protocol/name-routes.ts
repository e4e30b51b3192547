import { type ArmError, refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { isText } from '../model/json.ts';
import { checkRegistryName, registryApiVersions } from '../model/providers/container-registry/names.ts';
import { storageApiVersions } from '../model/providers/storage/api-versions.ts';
import { checkAccountName } from '../model/providers/storage/names.ts';
import { type ResourceView } from '../model/resource.ts';
import { type Answer, type Call, jsonBody, requireApiVersion } from './call.ts';
import { type LocalRoutes } from './routes.ts';

type Check = (name: string, view: ResourceView) => ArmError | undefined;

/** `checkNameAvailability` of the types whose names are unique in all of Azure. It reserves nothing. */
export function nameRoutes({ resources, registrations }: Model): LocalRoutes {
  const route = (namespace: string, type: string, versions: readonly string[], check: Check): LocalRoutes => ({
    [`/subscriptions/:subscriptionId/providers/${namespace}/checkNameAvailability`]: {
      post: (call: Call, { subscriptionId = '' }): Answer => {
        registrations.require(subscriptionId, namespace);
        const version = requireApiVersion(call);
        if (!versions.includes(version))
          throw refusals.unsupportedApiVersion('checkNameAvailability', 'global', version, versions);
        const { name, type: given } = jsonBody(call);
        if (!isText(name)) throw refusals.invalidContent('the name is missing');
        if (String(given).toLowerCase() !== `${namespace}/${type}`.toLowerCase())
          throw refusals.invalidContent(`the type is not ${namespace}/${type}`);
        const refusal = check(name, resources.view);
        if (!refusal) return { status: 200, body: { nameAvailable: true } };
        const reason = refusal.status === 409 ? 'AlreadyExists' : refusal.code;
        return { status: 200, body: { nameAvailable: false, reason, message: refusal.message } };
      },
    },
  });
  return {
    ...route('Microsoft.Storage', 'storageAccounts', storageApiVersions, checkAccountName),
    ...route('Microsoft.ContainerRegistry', 'registries', registryApiVersions, checkRegistryName),
  };
}
