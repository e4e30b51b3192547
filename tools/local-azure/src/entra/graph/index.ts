export { createGraph, graphAudiences, isGraphPath } from './server.ts';
