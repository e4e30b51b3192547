export { type Application, type Directory, type Password, type ServicePrincipal } from './directory.ts';
export {
  type AppRole,
  appRoles,
  cluster,
  customer,
  otherCustomer,
  resourceProvider,
  type SeededApplication,
  seededApplications,
  services,
} from './principals.ts';
export { createEntraServer, type EntraOptions, type EntraServer } from './server.ts';
export { homeTenant, issuerOf, otherTenant, tenants } from './tenants.ts';
