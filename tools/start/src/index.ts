export { type AppName, apps, buildBundles, bundleOf } from './bundles.ts';
export { apiVersion, clusterBody, clusterIdOf, demoGroup } from './demo.ts';
export { defaultPorts, type PortName, type Ports } from './options.ts';
export { prepareNetwork } from './network.ts';
export { freePorts } from './ports.ts';
export { resourceManager } from './register-provider.ts';
export { createServicePrincipal, type ServicePrincipal } from './service-principal.ts';
export { type Stack, type StackOptions, startStack } from './stack.ts';
export { trust } from './trust.ts';
