export { explore, type Result } from './explore.ts';
export { type Configuration, type Fault, faults, type Rule, switchable } from './rules.ts';
