export { acceptance, clusterOf, newIds, refOf, resource } from './clusters.ts';
export { createFakeClock, type FakeClock } from './fake-clock.ts';
