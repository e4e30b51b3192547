/** The services that a region has, in the order in which they are first released: nobody writes before the readers run. */
export const serviceNames = ['change-feed', 'backend', 'mirror', 'frontend'] as const;
export type ServiceName = (typeof serviceNames)[number];
