import { spawnSync } from 'node:child_process';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
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
