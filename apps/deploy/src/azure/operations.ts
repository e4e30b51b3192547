import { type Arm, faultsOf } from '../connection/index.ts';
import { apiVersions } from './ids.ts';
import { type Fault, type Operation } from './region.ts';

interface Shown {
  operationId?: string;
  properties?: {
    provisioningState?: string;
    targetResource?: { resourceType?: string; resourceName?: string };
    statusMessage?: unknown;
  };
}

/** What one deployment does, resource by resource ("Deployment Operations - List"). */
export function createOperations(arm: Arm, deployment: string, onOperation?: (operation: Operation) => void) {
  const told = new Map<string, string>();
  const read = async () =>
    (await arm.list(`${deployment}/operations?api-version=${apiVersions.deployments}`)) as Shown[];

  return {
    /** Tells what has changed since the last time. */
    async tell(): Promise<void> {
      if (!onOperation) return;
      for (const shown of await read()) {
        const operation = operationOf(shown);
        const key = shown.operationId ?? `${operation.type}/${operation.name}`;
        if (operation.type === '' || told.get(key) === operation.state) continue;
        told.set(key, operation.state);
        onOperation(operation);
      }
    },
    /** Of every resource that failed. */
    async faults(): Promise<Fault[]> {
      return (await read())
        .filter(({ properties }) => properties?.provisioningState === 'Failed')
        .flatMap((shown) => {
          const { type, name } = operationOf(shown);
          const target = type === '' ? undefined : `${type} ${name}`;
          return faultsOf(shown.properties?.statusMessage).map((fault) => ({
            ...fault,
            ...(target !== undefined && { target }),
          }));
        });
    },
  };
}

const operationOf = ({ properties }: Shown): Operation => ({
  type: properties?.targetResource?.resourceType ?? '',
  name: properties?.targetResource?.resourceName ?? '',
  state: properties?.provisioningState ?? '',
});
