/** A systemd unit of an Ignition configuration. */
export interface IgnitionUnit {
  name: string;
  enabled?: boolean;
  contents: string;
}

interface UnitOptions {
  description: string;
  after?: string;
  type?: 'oneshot' | 'simple';
  script: string;
  enabled?: boolean;
}

const unit = (name: string, { description, after, type = 'simple', script, enabled }: UnitOptions): IgnitionUnit => ({
  name: `${name}.service`,
  ...(enabled !== undefined && { enabled }),
  contents: [
    '[Unit]',
    `Description=${description}`,
    ...(after === undefined ? [] : [`Wants=${after}`, `After=${after}`]),
    '',
    '[Service]',
    `Type=${type}`,
    `ExecStart=/usr/local/bin/${script}`,
    ...(type === 'oneshot' ? ['RemainAfterExit=true'] : ['Restart=on-failure', 'RestartSec=5']),
    '',
    ...(enabled === true ? ['[Install]', 'WantedBy=multi-user.target', ''] : []),
  ].join('\n'),
});

/** What the bootstrap machine starts. */
export const units: readonly IgnitionUnit[] = [
  unit('release-image', {
    description: 'Download the OpenShift release image',
    after: 'network-online.target',
    type: 'oneshot',
    script: 'release-image-download.sh',
  }),
  unit('crio-configure', {
    description: 'Configure CRI-O to use the pause image of the release',
    after: 'release-image.service',
    type: 'oneshot',
    script: 'crio-configure.sh',
  }),
  unit('bootkube', {
    description: 'Bootstrap a Kubernetes cluster',
    after: 'release-image.service kubelet.service',
    script: 'bootkube.sh',
  }),
  unit('kubelet', {
    description: 'Kubernetes kubelet',
    after: 'crio-configure.service',
    script: 'kubelet.sh',
    enabled: true,
  }),
  unit('approve-csr', {
    description: 'Approve the certificate requests of the control plane',
    after: 'bootkube.service',
    script: 'approve-csr.sh /opt/openshift/auth/kubeconfig-loopback',
    enabled: true,
  }),
  unit('progress', {
    description: 'Report the progress of the bootstrap',
    after: 'bootkube.service',
    type: 'oneshot',
    script: 'report-progress.sh',
  }),
];
