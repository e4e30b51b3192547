import { type Argument } from '../language/expression.ts';
import { type ServiceName } from '../names.ts';
import { marks, userId } from './marks.ts';
import { fetchSecrets, login, publishMetrics, watchTermination } from './scripts.ts';

export interface Unit {
  service: ServiceName;
  /** Of the environment, handed on to the container by name. */
  variables: readonly string[];
  /** Files of the container that are in memory: path to size. Programs in them may be run. */
  scratch?: Readonly<Record<string, string>>;
  /** Secrets that the service reads from files, by the name of the file; below {@link secretsFolder}. */
  secretFiles?: Readonly<Record<string, { vault: Argument; secret: string }>>;
}

/** Where a service finds its secret files. */
export const secretsFolder = '/secrets';

/**
 * What cloud-init does on a new machine, line by line: it writes a few scripts and units, and starts them. It
 * holds no secret, and nothing of it is ever changed on a machine: another version is another scale set.
 */
export function cloudInit(unit: Unit): string[] {
  const { service, secretFiles = {} } = unit;
  const withSecrets = Object.keys(secretFiles).length > 0;
  return [
    '#cloud-config',
    'package_update: true',
    'packages: [podman, curl, jq]',
    'write_files:',
    ...file('/etc/aro/environment', '0400', marks.environment, true),
    ...file('/usr/local/sbin/registry-login', '0500', login),
    ...file(`/etc/systemd/system/${service}.service`, '0444', serviceUnit(unit)),
    ...file('/usr/local/sbin/watch-termination', '0500', watchTermination(service)),
    ...file('/etc/systemd/system/watch-termination.service', '0444', watchUnit),
    ...file('/usr/local/sbin/publish-metrics', '0500', publishMetrics(service)),
    ...file('/etc/systemd/system/publish-metrics.service', '0444', publishUnit),
    ...file('/etc/systemd/system/publish-metrics.timer', '0444', publishTimer),
    ...(withSecrets
      ? [
          ...file('/usr/local/sbin/fetch-secrets', '0500', fetchSecrets(Object.keys(secretFiles))),
          ...file('/etc/systemd/system/fetch-secrets.service', '0444', fetchUnit),
          ...file('/etc/systemd/system/fetch-secrets.timer', '0444', fetchTimer),
        ]
      : []),
    'runcmd:',
    '  - systemctl daemon-reload',
    ...(withSecrets ? ['  - systemctl enable --now fetch-secrets.timer'] : []),
    `  - systemctl enable --now ${service}.service watch-termination.service publish-metrics.timer`,
  ];
}

const file = (path: string, permissions: string, content: string, isEncoded = false): string[] => [
  `  - path: ${path}`,
  `    permissions: '${permissions}'`,
  ...(isEncoded
    ? ['    encoding: b64', `    content: ${content}`]
    : ['    content: |', ...content.split('\n').map((line) => (line === '' ? '' : `      ${line}`))]),
];

/** The container may write nowhere but where `scratch` says, has no rights of its own, and runs as nobody. */
function serviceUnit({ service, variables, scratch = {}, secretFiles = {} }: Unit): string {
  const withSecrets = Object.keys(secretFiles).length > 0;
  const run = [
    'ExecStart=/usr/bin/podman run --rm --name %N',
    `--network host --read-only --read-only-tmpfs=false --user ${userId}:${userId} --cap-drop all`,
    '--security-opt no-new-privileges --pids-limit 4096',
    ...Object.entries(scratch).map(([path, size]) => `--tmpfs ${path}:rw,exec,nosuid,nodev,size=${size},mode=1777`),
    ...(withSecrets ? [`--volume /run/aro:${secretsFolder}:ro`] : []),
    ...variables.map((name) => `--env ${name}`),
    marks.image,
  ];
  return [
    '[Unit]',
    `Description=${service}`,
    'Wants=network-online.target',
    'After=network-online.target',
    'StartLimitIntervalSec=0',
    '',
    '[Service]',
    'EnvironmentFile=/etc/aro/environment',
    // Before each start: what the registry gives is good for three hours.
    'ExecStartPre=/usr/local/sbin/registry-login',
    ...(withSecrets ? ['ExecStartPre=/usr/local/sbin/fetch-secrets'] : []),
    'ExecStartPre=-/usr/bin/podman rm --force %N',
    `ExecStartPre=/usr/bin/podman pull --quiet ${marks.image}`,
    run.join(' \\\n  '),
    'ExecStop=/usr/bin/podman stop --time 85 %N',
    'TimeoutStartSec=300',
    'TimeoutStopSec=90',
    'Restart=always',
    'RestartSec=5',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ].join('\n');
}

const watchUnit = [
  '[Unit]',
  'Description=Stops the service when Azure says that it will take the machine away',
  'Wants=network-online.target',
  'After=network-online.target',
  '',
  '[Service]',
  'ExecStart=/usr/local/sbin/watch-termination',
  'Restart=always',
  'RestartSec=5',
  '',
  '[Install]',
  'WantedBy=multi-user.target',
].join('\n');

const oneShot = (description: string, script: string): string =>
  ['[Unit]', `Description=${description}`, '', '[Service]', 'Type=oneshot', `ExecStart=${script}`].join('\n');

const timer = (description: string, every: string): string =>
  [
    '[Unit]',
    `Description=${description}`,
    '',
    '[Timer]',
    `OnActiveSec=${every}`,
    `OnUnitActiveSec=${every}`,
    'AccuracySec=1s',
    '',
    '[Install]',
    'WantedBy=timers.target',
  ].join('\n');

const fetchUnit = oneShot('Keeps secret files as the key vault has them', '/usr/local/sbin/fetch-secrets');
const fetchTimer = timer('Looks for new secrets', '15min');
const publishUnit = oneShot('Tells Azure Monitor what the service has counted', '/usr/local/sbin/publish-metrics');
const publishTimer = timer('Tells Azure Monitor every minute', '1min');
