export { nearest } from './nearest.ts';
export { readConfig } from './read-config.ts';
export { type RegionConfig, type ServiceConfig } from './region-config.ts';
export { configurationSchema } from './schema.ts';
