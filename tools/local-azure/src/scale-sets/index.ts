export { type BalancerView } from './load-balancer/balancers.ts';
export { type Machines, type MachinesOptions, type MachineView, startMachines } from './machines.ts';
