export { acceptance, clusterOf, newIds, refOf, resource } from './clusters.ts';
export { createFakeClock, type FakeClock } from './fake-clock.ts';
export { contradictionsOf, type Exchange } from './published-swagger.ts';
