import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';

type Edit = (object: Record<string, unknown>) => void;

const change = (folder: string, file: string, edit: Edit): void => {
  const path = join(folder, file);
  const object = parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  edit(object);
  writeFileSync(path, stringify(object));
};

const specOf = (object: Record<string, unknown>) => object['spec'] as Record<string, unknown>;

/** What the service changes between the two calls of the installer, by file names alone. */
export function editManifests(folder: string, router?: Record<string, string>): void {
  change(folder, 'manifests/cluster-dns-02-config.yml', (object) => {
    delete specOf(object)['publicZone'];
  });
  change(folder, 'openshift/99_openshift-machine-api_master-control-plane-machine-set.yaml', (object) => {
    specOf(object)['state'] = 'Inactive';
  });
  if (!router) return;
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'router-default', namespace: 'openshift-ingress', annotations: router },
    spec: { type: 'LoadBalancer', ports: ['http', 'https'].map((name, index) => ({ name, port: [80, 443][index] })) },
  };
  writeFileSync(join(folder, 'manifests/91_router-service.yaml'), stringify(service));
}
