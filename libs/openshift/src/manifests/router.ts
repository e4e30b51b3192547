import { stringify } from 'yaml';
import { type RouterAddress } from './manifests.ts';
import { type Change } from './generated.ts';

const annotation = 'service.beta.kubernetes.io/azure';

/**
 * The router's Service before the ingress operator makes it, so that its load balancer takes the address that public DNS
 * already names. The operator keeps annotations that it does not manage. Names of the annotations: Azure cloud provider,
 * "Azure LoadBalancer".
 */
export function routerManifests(router: RouterAddress, infraId: string): Change[] {
  return [
    ['manifests/90_router-namespace.yaml', stringify(namespace)],
    ['manifests/91_router-service.yaml', stringify(service(annotationsOf(router, infraId)))],
  ];
}

const annotationsOf = (router: RouterAddress, infraId: string): Record<string, string> => ({
  ...('address' in router && { [`${annotation}-load-balancer-ipv4`]: router.address }),
  ...('publicIpName' in router && { [`${annotation}-pip-name`]: router.publicIpName(infraId) }),
  ...(router.internal && { [`${annotation}-load-balancer-internal`]: 'true' }),
});

const namespace = {
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: {
    name: 'openshift-ingress',
    annotations: { 'openshift.io/node-selector': '', 'workload.openshift.io/allowed': 'management' },
    labels: {
      name: 'openshift-ingress',
      'network.openshift.io/policy-group': 'ingress',
      'openshift.io/cluster-monitoring': 'true',
    },
  },
};

const service = (annotations: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'router-default',
    namespace: 'openshift-ingress',
    annotations,
    labels: {
      app: 'router',
      'ingresscontroller.operator.openshift.io/owning-ingresscontroller': 'default',
      router: 'router-default',
    },
  },
  spec: {
    type: 'LoadBalancer',
    externalTrafficPolicy: 'Local',
    ports: [
      { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
      { name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' },
    ],
    selector: { 'ingresscontroller.operator.openshift.io/deployment-ingresscontroller': 'default' },
  },
});
