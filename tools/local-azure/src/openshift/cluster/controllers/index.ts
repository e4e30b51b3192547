import { type Controller } from '../context.ts';
import { bootstrap } from './bootstrap.ts';
import { credentials } from './credentials.ts';
import { controlPlane } from './control-plane.ts';
import { ingress } from './ingress.ts';
import { machineSets } from './machine-sets.ts';
import { machines } from './machines.ts';
import { operators } from './operators.ts';
import { rollouts } from './rollouts.ts';

/** Each runs by itself; what they tell each other is in objects and facts. */
export const controllers: readonly Controller[] = [
  bootstrap,
  machines,
  machineSets,
  controlPlane,
  ingress,
  credentials,
  rollouts,
  operators,
];
