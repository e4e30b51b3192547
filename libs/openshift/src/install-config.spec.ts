import { Secret } from '@aro-rp/telemetry';
import { parse } from 'yaml';
import { pullSecretOf, toInstallConfig } from './install-config.ts';
import { minorVersionOf, UnsupportedVersionError } from './minor-versions.ts';
import { installConfigInput as input } from './testing/sample.ts';

interface Written {
  publish: string;
  compute: { replicas: number; platform: { azure: Record<string, unknown> } }[];
  platform: { azure: Record<string, unknown> };
  [name: string]: unknown;
}

const write = (changed: Partial<typeof input> = {}) =>
  parse(toInstallConfig({ ...input, ...changed }).reveal()) as Written;

describe('toInstallConfig', () => {
  it('writes exactly what the installer of 4.16 to 4.18 knows', () => {
    const osImage = { plan: 'NoPurchasePlan', ...input.masters.osImage };
    const pool = { architecture: 'amd64', hyperthreading: 'Enabled', replicas: 3 };
    expect(write()).toEqual({
      apiVersion: 'v1',
      baseDomain: 'example.com',
      metadata: { name: 'demo' },
      networking: {
        networkType: 'OVNKubernetes',
        clusterNetwork: [{ cidr: '10.128.0.0/14', hostPrefix: 23 }],
        serviceNetwork: ['172.30.0.0/16'],
        machineNetwork: [{ cidr: '10.0.0.0/23' }, { cidr: '10.0.2.0/23' }],
      },
      controlPlane: {
        name: 'master',
        ...pool,
        platform: {
          azure: {
            type: 'Standard_D8s_v5',
            zones: ['1', '2', '3'],
            encryptionAtHost: true,
            osDisk: {
              diskSizeGB: 1024,
              diskType: 'Premium_LRS',
              diskEncryptionSet: {
                subscriptionId: '00000000-0000-4000-8000-000000000001',
                resourceGroup: 'des-rg',
                name: 'des',
              },
            },
            osImage,
          },
        },
      },
      compute: [
        {
          name: 'worker',
          ...pool,
          platform: {
            azure: {
              type: 'Standard_D4s_v5',
              zones: ['1', '2', '3'],
              osDisk: { diskSizeGB: 128, diskType: 'Premium_LRS' },
              osImage,
            },
          },
        },
      ],
      platform: {
        azure: {
          region: 'eastus',
          cloudName: 'AzurePublicCloud',
          resourceGroupName: 'managed',
          baseDomainResourceGroupName: 'managed',
          networkResourceGroupName: 'vnet-rg',
          virtualNetwork: 'vnet',
          controlPlaneSubnet: 'master',
          computeSubnet: 'worker',
          outboundType: 'Loadbalancer',
        },
      },
      publish: 'External',
      imageDigestSources: ['ocp-release', 'ocp-v4.0-art-dev'].map((name) => ({
        source: `quay.io/openshift-release-dev/${name}`,
        mirrors: [`localhost:8446/openshift-release-dev/${name}`],
      })),
      pullSecret: input.pullSecret.reveal(),
      sshKey: 'ssh-rsa AAAA',
    });
  });

  it('says from 4.19 on that machines have no identity', () => {
    expect(write({ version: '4.19.2' }).platform.azure['defaultMachinePlatform']).toEqual({
      identity: { type: 'None' },
    });
    expect(write({ version: '4.18.9' }).platform.azure).not.toHaveProperty('defaultMachinePlatform');
  });

  it('publishes by the visibility of the ingress, asks for FIPS, and leaves zones out where there are none', () => {
    const written = write({
      ingressVisibility: 'Private',
      fips: true,
      workers: { ...input.workers, zones: [], count: 7 },
    });

    expect(written).toMatchObject({ publish: 'Internal', fips: true });
    expect(written.compute[0]).toMatchObject({ replicas: 7 });
    expect(written.compute[0]?.platform.azure).not.toHaveProperty('zones');
  });

  it('names one subnet range once when both pools share it', () => {
    const networks = { ...input.networks, machineCidrs: ['10.0.0.0/23', '10.0.0.0/23'] };

    expect(write({ networks })['networking']).toMatchObject({ machineNetwork: [{ cidr: '10.0.0.0/23' }] });
  });

  it('keeps texts texts that YAML would read as something else', () => {
    expect(write({ name: 'no', baseDomain: '1e3' })).toMatchObject({ metadata: { name: 'no' }, baseDomain: '1e3' });
  });

  it('is no text by accident, and gives back its pull secret', () => {
    const written = toInstallConfig(input);

    expect(String(written)).toBe('***');
    expect(pullSecretOf(written)).toBe(input.pullSecret.reveal());
    expect(pullSecretOf(new Secret('[]'))).toBe('');
  });
});

describe('minorVersionOf', () => {
  it.each([
    ['4.16.30', 'user-assigned'],
    ['4.18.0-rc.1', 'user-assigned'],
    ['4.19.0', 'none'],
    ['4.20.5+build', 'none'],
  ])('knows that machines of %s have the identity %s', (version, identity) => {
    expect(minorVersionOf(version).machineIdentity).toBe(identity);
  });

  it.each(['4.15.9', '4.160.1', '5.0.0', '4.16', 'x4.16.1', ''])('refuses %j and says what is supported', (version) => {
    expect(() => minorVersionOf(version)).toThrow(UnsupportedVersionError);
    expect(() => minorVersionOf(version)).toThrow('supported are 4.16, 4.17, 4.18, 4.19, 4.20');
  });
});
