import fc from 'fast-check';
import { parse } from 'yaml';
import { infraId } from '../testing/sample.ts';
import { type Minor, sampleManifests } from '../testing/sample-manifests.ts';
import { editManifests } from './edits.ts';
import { ManifestError } from './manifests.ts';

const dns = 'manifests/cluster-dns-02-config.yml';
const machineSet = 'openshift/99_openshift-machine-api_master-control-plane-machine-set.yaml';
const serviceFile = 'manifests/91_router-service.yaml';
const minors: Minor[] = ['4.16', '4.18', '4.20'];

const annotationsOf = (changed: Map<string, string>) =>
  (parse(changed.get(serviceFile) ?? '') as { metadata: { annotations: Record<string, string> } }).metadata.annotations;

describe.each(minors)('editManifests on the manifests of %s', (minor) => {
  it('takes out the public zone, deactivates the control plane machine set, and touches nothing else', () => {
    const manifests = sampleManifests(minor);

    const changed = editManifests(manifests, {});

    expect([...changed.keys()].sort()).toEqual([dns, machineSet]);
    expect(manifests.get(dns)).toContain('publicZone');
    const [before, after] = [parse(manifests.get(dns) ?? ''), parse(changed.get(dns) ?? '')] as Record<
      string,
      object
    >[];
    const { publicZone: _gone, ...spec } = before?.['spec'] as Record<string, unknown>;
    expect(after).toEqual({ ...before, spec });
    expect(changed.get(machineSet)).toBe(manifests.get(machineSet)?.replace('state: Active', 'state: Inactive'));
  });

  it('leaves a DNS manifest without a public zone as it is', () => {
    expect(editManifests(sampleManifests(minor, 'Internal'), {}).has(dns)).toBe(false);
  });

  it.each([
    [{ internal: false, address: '20.1.2.3' } as const, { 'azure-load-balancer-ipv4': '20.1.2.3' }],
    [
      { internal: true, address: '10.0.2.9' } as const,
      { 'azure-load-balancer-ipv4': '10.0.2.9', 'azure-load-balancer-internal': 'true' },
    ],
    [
      { internal: false, publicIpName: (id: string) => `${id}-default-v4` } as const,
      { 'azure-pip-name': `${infraId}-default-v4` },
    ],
  ])('adds the router service with its address and namespace: %j', (router, expected) => {
    const changed = editManifests(sampleManifests(minor), { router });

    const full = Object.entries(expected).map(([name, value]) => [`service.beta.kubernetes.io/${name}`, value]);
    expect(annotationsOf(changed)).toEqual(Object.fromEntries(full));
    expect(parse(changed.get('manifests/90_router-namespace.yaml') ?? '')).toMatchObject({
      kind: 'Namespace',
      metadata: { name: 'openshift-ingress' },
    });
  });

  it('adds the image registry with our account', () => {
    const changed = editManifests(sampleManifests(minor), {
      imageRegistry: { accountName: 'imageregistryab12', container: 'image-registry' },
    });

    expect(parse(changed.get('manifests/92_image-registry-config.yaml') ?? '')).toMatchObject({
      kind: 'Config',
      spec: {
        storage: {
          azure: { accountName: 'imageregistryab12', container: 'image-registry', cloudName: 'AzurePublicCloud' },
          managementState: 'Unmanaged',
        },
      },
    });
  });

  it('is done after once: the edited manifests need no change', () => {
    const manifests = sampleManifests(minor);

    const again = editManifests(new Map([...manifests, ...editManifests(manifests, {})]), {});

    expect([...again.keys()]).toEqual([]);
  });

  it('refuses manifests that lack any of what it relies on', () => {
    const needed = [...sampleManifests(minor).keys()].filter((path) => !/worker|kubeadmin/.test(path));
    fc.assert(
      fc.property(fc.constantFrom(...needed), (path) => {
        const manifests = sampleManifests(minor);
        manifests.delete(path);
        expect(() => editManifests(manifests, {})).toThrow(ManifestError);
      }),
    );
  });
});

it('refuses manifests without a worker machine set, and files that are something else, without quoting them', () => {
  const noWorkers = new Map([...sampleManifests('4.16')].filter(([path]) => !path.includes('worker')));
  const other = sampleManifests('4.16').set(dns, 'kind: Secret\ndata: {a: canary-9}\n');
  const broken = sampleManifests('4.16').set(dns, 'kind: DNS\n canary-9: [');

  expect(() => editManifests(noWorkers, {})).toThrow('openshift: no worker MachineSet');
  expect(() => editManifests(other, {})).toThrow(`${dns}: is no DNS`);
  expect(() => editManifests(broken, {})).toThrow(`${dns}: is no YAML`);
});
