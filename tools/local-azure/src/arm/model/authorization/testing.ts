import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { cluster, customer, resourceProvider, services, type SeededApplication } from '../../../entra/principals.ts';
import { homeTenant } from '../../../entra/tenants.ts';
import { type ArmOptions } from '../../options.ts';
import { type SendOptions, type Sent, startArm, subscriptionId } from '../../testing.ts';
import { type ArmServer } from '../../server.ts';
import { roles } from './built-in-roles.ts';

export const subscription = `/subscriptions/${subscriptionId}`;
export const groupPath = (name: string): string => `${subscription}/resourceGroups/${name}`;
export const objectIdOf = (application: SeededApplication): string => application.objectIds[homeTenant] ?? '';

/** Sends as one principal. `api-version` is one that the path's type has, unless the path says which. */
export type Send = (method: string, path: string, body?: unknown, options?: SendOptions) => Promise<Sent>;

export interface Callers {
  arm: ArmServer;
  clock: FakeClock;
  customer: Send;
  cluster: Send;
  rp: Send;
  backend: Send;
  frontend: Send;
  as(application: SeededApplication): Send;
  /** Gives a role as the customer, and waits until it has spread. */
  grant(scope: string, role: keyof typeof roles, application: SeededApplication): Promise<Sent>;
  close(): Promise<void>;
}

let made = 0;
export const newGuid = (): string => `00000000-0000-4000-9000-${String(++made).padStart(12, '0')}`;

export const assignmentPath = (scope: string, name = newGuid()): string =>
  `${scope}/providers/Microsoft.Authorization/roleAssignments/${name}`;

export const assignmentBody = (role: string, principalId: string) => ({
  properties: {
    roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
    principalId,
    principalType: 'ServicePrincipal',
  },
});

const versions: [RegExp, string][] = [
  [/\/roleAssignments|\/roleDefinitions|\/permissions/i, '2022-04-01'],
  [/\/locks/i, '2020-05-01'],
  [/\/policy/i, '2022-06-01'],
  [/Microsoft\.Network\/(dns)/i, '2018-05-01'],
  [/Microsoft\.Network/i, '2023-11-01'],
  [/Microsoft\.RedHatOpenShift\/openShiftClusters/i, '2022-04-01'],
  [/Microsoft\.Storage/i, '2023-01-01'],
];

/** Nobody but the principals that Azure starts with: no owners for tests. */
export async function startWithCallers(options: Partial<ArmOptions> = {}): Promise<Callers> {
  const clock = createFakeClock();
  const under = await startArm({ owners: [], operationDuration: seconds(1), ...options }, { clock });
  const as =
    (application: SeededApplication): Send =>
    async (method, path, body, more = {}) => {
      const token = await under.context.token({
        audience: 'https://management.azure.com',
        objectId: objectIdOf(application),
        clientId: application.clientId,
      });
      const version = versions.find(([pattern]) => pattern.test(path))?.[1] ?? '2021-04-01';
      const whole = path.includes('api-version')
        ? path
        : `${path}${path.includes('?') ? '&' : '?'}api-version=${version}`;
      return under.send(method, whole, { ...more, token, ...(body === undefined ? {} : { body }) });
    };
  const asCustomer = as(customer);
  return {
    arm: under.arm,
    clock,
    as,
    customer: asCustomer,
    cluster: as(cluster),
    rp: as(resourceProvider),
    backend: as(services.backend),
    frontend: as(services.frontend),
    async grant(scope, role, application) {
      const answer = await asCustomer(
        'PUT',
        assignmentPath(scope),
        assignmentBody(roles[role].name, objectIdOf(application)),
      );
      await clock.advance(seconds(5));
      return answer;
    },
    close: () => under.close(),
  };
}

/** Status and code, as in `403 AuthorizationFailed`; the status alone for what is no error. */
export const said = ({ status, body }: Sent): string =>
  `${status} ${String((body['error'] as { code?: string } | undefined)?.code ?? '')}`.trim();

export const messageOf = ({ body }: Sent): string => String((body['error'] as { message?: string }).message);
