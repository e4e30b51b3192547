import { credentialSettings, type Settings } from '@aro-rp/service';
import { type Argument, call, type Expression, member, tenantId } from '../language/expression.ts';
import { healthPort } from '../names.ts';
import { marks } from './marks.ts';

/** `default`: the service's own. */
export type EnvironmentOf<S extends Settings> = { readonly [K in keyof S]: Argument | 'default' };

/**
 * A value for every setting of a service, by the names of their variables. A setting that a service gains is a compile
 * error at whoever calls this.
 * @throws Error when one is left to a default that it does not have
 */
export function environmentOf<S extends Settings>(settings: S, values: EnvironmentOf<S>): Record<string, Argument> {
  const own = variables(settings, values);
  return { ...own, ...common };
}

function variables<S extends Settings>(settings: S, values: EnvironmentOf<S>): Record<string, Argument> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([key, { name, fallback }]) => {
      const value = values[key];
      if (value !== undefined && value !== 'default') return [[name, value]];
      if (!fallback) throw new Error(`${name} has no default`);
      return [];
    }),
  );
}

const common = {
  ...variables(credentialSettings, {
    credential: 'managed-identity',
    clientId: marks.clientId,
    tenantId,
    clientSecret: 'default',
    certificatePath: 'default',
    authorityHost: 'default',
  }),
  HEALTH_PORT: String(healthPort),
  // Asked by the machine's own health extension alone.
  HEALTH_HOST: '127.0.0.1',
  // Less than the unit's time to stop.
  DRAIN_TIME: '75s',
};

/** The lines of a systemd environment file: values in double quotes may hold line feeds. */
export const environmentLines = (variable: Argument): Expression =>
  call(
    'join',
    call(
      'map',
      call('items', variable),
      call('lambda', 'one', call('format', '{0}="{1}"', ofOne('key'), ofOne('value'))),
    ),
    '\n',
  );

const ofOne = (name: string) => member(call('lambdaVariables', 'one'), name);
