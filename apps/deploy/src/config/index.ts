export { type RegionConfig, type ServiceConfig } from './region-config.ts';
