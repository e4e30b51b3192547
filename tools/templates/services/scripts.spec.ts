import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { filesOf, standIns } from './machine.ts';

/** On the machines it is installed; here it may be missing. */
const withJq = spawnSync('jq', ['--version']).error === undefined ? it : it.skip;
const scripts = filesOf('backend');
const script = (name: string) => scripts[`/usr/local/sbin/${name}`] ?? '';

const token = `[[ "$*" == *oauth2/token* ]] && echo '{"access_token":"access"}'`;

describe('the notice that a machine will be terminated', () => {
  const events = (...all: object[]) => `'${JSON.stringify({ Events: all })}'`;
  const ours = { EventId: 'ours', EventType: 'Terminate', Resources: ['backend-0.1_1'] };
  const other = { EventId: 'other', EventType: 'Terminate', Resources: ['backend-0.1_10'] };
  const reboot = { EventId: 'reboot', EventType: 'Reboot', Resources: ['backend-0.1_1'] };
  const machine = (answer: string) => ({
    sleep: '',
    systemctl: '',
    curl: `case "$*" in *compute/name*) echo -n backend-0.1_1 ;; *--data*) ;; *) ${answer} ;; esac`,
  });

  withJq('stops the service first, and only then lets Azure go on with this machine', () => {
    using at = standIns(machine(`echo ${events(other, reboot, ours)}`));

    expect(at.run(script('watch-termination'))).toBe(0);

    const done = at.calls().filter((one) => one.startsWith('systemctl') || one.includes('--data'));
    expect(done).toEqual(['systemctl stop backend.service', expect.stringContaining('{"EventId":"ours"}')]);
  });

  withJq("is no other machine's, and no other event", () => {
    // The third look finds its own.
    const looks = `n=$(grep -c scheduledevents "$(dirname "$0")/../log"); [ "$n" -lt 3 ] && echo ${events(other, reboot)} || echo ${events(ours)}`;
    using at = standIns(machine(looks));

    expect(at.run(script('watch-termination'))).toBe(0);

    expect(at.calls().filter((one) => one.startsWith('systemctl'))).toHaveLength(1);
    expect(at.calls().filter((one) => one.startsWith('sleep'))).toHaveLength(3);
  });

  withJq('is looked for again when nobody answers', () => {
    const looks = `n=$(grep -c scheduledevents "$(dirname "$0")/../log"); [ "$n" -lt 3 ] && exit 22; echo ${events(ours)}`;
    using at = standIns(machine(looks));

    expect(at.run(script('watch-termination'))).toBe(0);

    expect(at.calls()).toContain('systemctl stop backend.service');
  });
});

describe('what a service has counted', () => {
  const samples = (messages: number, failed: number, age: number) =>
    [
      '# TYPE aro_rp_backend_messages counter',
      `aro_rp_backend_messages{outcome="taken",service="backend"} ${messages}`,
      `aro_rp_backend_messages{outcome="failed",service="backend"} ${failed}`,
      `aro_rp_messages{queue="cluster-work",service="backend"} 1000`,
      `aro_rp_message_age_seconds{service="backend"} ${age}`,
    ].join('\n');
  /** Its texts, one for each run; and whether Azure Monitor takes what it is told. */
  const machine = (folder: string, isThere = true) => ({
    date: 'echo 2026-11-23T12:00:00Z',
    curl: [
      'case "$*" in',
      `*oauth2/token*) echo '{"access_token":"access"}' ;;`,
      `*8080/metrics*) cat "${folder}/metrics" ;;`,
      `*) read -r body; echo "told \${@: -1} $body" >>"${folder}/told"; ${isThere ? ':' : 'exit 22'} ;;`,
      'esac',
    ].join('\n'),
  });
  /** By resource and metric. */
  const toldIn = (folder: string): Record<string, unknown> =>
    Object.fromEntries(
      readFileSync(join(folder, 'told'), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => {
          const [, url = '', body = ''] = /^told (\S+) (.*)$/.exec(line) ?? [];
          const { metric, namespace, series } = (JSON.parse(body) as { data: { baseData: Record<string, unknown> } })
            .data.baseData;
          expect([namespace, url.startsWith('https://eastus.monitoring.azure.com/subscriptions/')]).toEqual([
            'aro-rp',
            true,
          ]);
          const of = url.split('/').slice(-3, -1).join('/');
          return [`${of} ${String(metric)}`, (series as { sum: number }[])[0]?.sum];
        }),
    );
  const run = (folder: string, text: string, isThere = true): Record<string, unknown> | number | null => {
    writeFileSync(join(folder, 'metrics'), text);
    writeFileSync(join(folder, 'told'), '');
    using at = standIns(machine(folder, isThere));
    const told = script('publish-metrics').replaceAll('/run/aro-metrics', join(folder, 'state'));
    const status = at.run(told);
    return status === 0 ? toldIn(folder) : status;
  };
  let folder: string;
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'metrics-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const version = 'virtualMachineScaleSets/backend-0.1.0-0123456789ab';
  const service = 'userAssignedIdentities/backend';

  withJq('is told as increases, of the version and of the service; of a process that began anew, all', () => {
    const first = run(folder, samples(3_000_000, 0, 0.25));
    const second = run(folder, samples(3_000_012, 2, 0));
    const anew = run(folder, samples(5, 1, 0));

    expect(first).toMatchObject({ [`${version} Requests`]: 3_000_000, [`${version} QueueAgeSeconds`]: 0.25 });
    expect(second).toEqual(
      Object.fromEntries(
        [version, service].flatMap((of) => [
          ...[[`${of} Requests`, 14] as const, [`${of} Failures`, 2] as const],
          ...[[`${of} QueueAgeSeconds`, 0] as const, [`${of} DataKeyAgeSeconds`, 0] as const],
        ]),
      ),
    );
    expect(anew).toMatchObject({ [`${service} Requests`]: 6, [`${service} Failures`]: 1 });
  });

  withJq('is told later when Azure Monitor is away', () => {
    run(folder, samples(10, 0, 0));
    expect(run(folder, samples(20, 1, 0), false)).not.toBe(0);

    expect(run(folder, samples(25, 1, 0))).toMatchObject({ [`${version} Requests`]: 16, [`${version} Failures`]: 1 });
  });
});

describe('signing in to the registry', () => {
  const registry = (exchange: string) => ({
    podman: 'echo "read: $(cat)" >>"$(dirname "$0")/../log"',
    curl: `${token} || { ${exchange}; }`,
  });

  withJq('exchanges a token of the identity that may pull, and gives podman what comes back, in no argument', () => {
    using at = standIns(registry(`echo '{"refresh_token":"refresh"}'`));

    expect(at.run(script('registry-login'))).toBe(0);

    expect(at.calls()[0]).toContain('client_id=host-client-id');
    expect(at.calls().slice(2)).toEqual([expect.not.stringContaining('refresh'), 'read: refresh']);
    expect(at.calls()[2]).toContain('--password-stdin arosvc.azurecr.io');
  });

  withJq('fails when the registry refuses, so that the unit tries again', () => {
    using at = standIns(registry('exit 22'));

    expect(at.run(script('registry-login'))).not.toBe(0);
    expect(at.calls().some((one) => one.startsWith('podman'))).toBe(false);
  });
});

describe('secrets in files', () => {
  const vault = (answer: string) => ({ chown: '', curl: `${token} || ${answer}` });
  const file = (folder: string) => join(folder, 'run', 'rp-application.pem');

  withJq('are written whole, for the user of the container alone', () => {
    using at = standIns(vault(`printf '{"value":"-----BEGIN\\\\nline\\\\n"}'`));

    expect(at.run(script('fetch-secrets'))).toBe(0);

    expect(readFileSync(file(at.folder), 'utf8')).toBe('-----BEGIN\nline\n\n');
    expect(statSync(file(at.folder)).mode & 0o777).toBe(0o600);
    expect(at.calls().filter((one) => one.startsWith('chown 10001:10001'))).toHaveLength(1);
    expect(at.calls()[1]).toContain('https://aroeastus-app.vault.azure.net/secrets/rp-application?');
  });

  withJq('stay as they were while the vault is away', () => {
    using at = standIns(vault('exit 22'));
    writeFileSync(file(at.folder), 'before');

    expect(at.run(script('fetch-secrets'))).not.toBe(0);

    expect(readFileSync(file(at.folder), 'utf8')).toBe('before');
  });
});
