export { type ConnectProxy, type ConnectProxyOptions, createConnectProxy } from './connect-proxy.ts';
export { resolveTarget, type RoutedCluster, type Target } from './routes.ts';
