export { type Arm } from './arm.ts';
export { asking } from './asking.ts';
export { type Connection, openConnection, type Principal, whoSignsIn } from './connection.ts';
export { codeOf, errorOf, faultsOf, statusOf, toDeployError } from './faults.ts';
export { connectionSettings } from './settings.ts';
