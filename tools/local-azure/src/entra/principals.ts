import { homeTenant, otherTenant } from './tenants.ts';

/** Microsoft Graph's application permissions that are known here; a token for Graph carries them as `roles`. */
export const appRoles = [
  'Application.Read.All',
  'Application.ReadWrite.All',
  'Application.ReadWrite.OwnedBy',
  'Directory.Read.All',
  'Directory.ReadWrite.All',
] as const;
export type AppRole = (typeof appRoles)[number];

/** An application that exists from the first start, and its service principals: tenant to object id. */
export interface SeededApplication {
  name: string;
  clientId: string;
  objectIds: Readonly<Record<string, string>>;
  /** Of each of its service principals; none unless told. */
  appRoles?: readonly AppRole[];
  /** Whether other tenants may have a service principal of it; no unless told. */
  multiTenant?: boolean;
}

const application = (name: string, digit: string): SeededApplication => ({
  name,
  clientId: `a0000000-0000-4000-8000-00000000000${digit}`,
  objectIds: { [homeTenant]: `b0000000-0000-4000-8000-00000000000${digit}` },
});

/** A customer's service principal that may do everything; also for tools. */
export const customer: SeededApplication = {
  ...application('customer', '1'),
  appRoles: ['Application.ReadWrite.All', 'Directory.ReadWrite.All'],
};
/** The customer's service principal for what runs inside a cluster. */
export const cluster = application('cluster', '2');
/** A customer of the other tenant. */
export const otherCustomer: SeededApplication = {
  name: 'other-customer',
  clientId: 'a0000000-0000-4000-8000-000000000003',
  objectIds: { [otherTenant]: 'b0000000-0000-4000-8000-000000000003' },
  appRoles: ['Application.ReadWrite.All', 'Directory.ReadWrite.All'],
};

/** The resource provider's first-party application, known by this id in every tenant. */
export const resourceProvider: SeededApplication = {
  name: 'resource-provider',
  clientId: 'f1dd0a37-89c6-4e07-bcd1-ffd3d43d8875',
  objectIds: {
    [homeTenant]: 'b0000000-0000-4000-8000-000000000010',
    [otherTenant]: 'b0000000-0000-4000-8000-000000000011',
  },
  appRoles: ['Application.Read.All'],
  multiTenant: true,
};

/** One identity per service of ours. */
export const services = {
  frontend: application('frontend', '4'),
  'change-feed': application('change-feed', '5'),
  backend: application('backend', '6'),
  mirror: application('mirror', '7'),
} as const;

export const seededApplications: readonly SeededApplication[] = [
  customer,
  cluster,
  otherCustomer,
  resourceProvider,
  ...Object.values(services),
];
