import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deploy } from '../../../../templates/testing.ts';
import { readProgram } from './cloud-config.ts';

const root = join(__dirname, '../../../../..');
const customDataOf = (service: string): string => {
  const { puts } = deploy(readFileSync(join(root, 'deploy', `${service}.json`), 'utf8'));
  return /"customData":"([^"]+)"/.exec(JSON.stringify(puts))?.[1] ?? '';
};
const encode = (text: string) => Buffer.from(text).toString('base64');
const decode = (data: string) => Buffer.from(data, 'base64').toString();

describe('the program of a machine', () => {
  it.each(['frontend', 'change-feed', 'backend', 'mirror'])('is read from the template of %s', (service) => {
    const program = readProgram(customDataOf(service));

    expect(program).toMatchObject({
      unit: service,
      image: { registry: 'arosvc.azurecr.io', repository: service, digest: `sha256:${'0'.repeat(64)}` },
      hostClientId: 'host-client-id',
      ...{ restartAfter: 5, stopWithin: 85, watchesTermination: true },
    });
    expect(program?.environment).toMatchObject({ CREDENTIAL: 'managed-identity', HEALTH_PORT: '8080' });
  });

  it('has secret files and folders to write into where its template says so', () => {
    expect(readProgram(customDataOf('backend'))).toMatchObject({
      secretFiles: [
        { name: 'rp-application.pem', url: 'https://aroeastus-app.vault.azure.net/secrets/rp-application' },
      ],
      secretsFolder: '/secrets',
      scratch: ['/scratch'],
    });
    expect(readProgram(customDataOf('frontend'))).toMatchObject({ secretFiles: [], scratch: [] });
  });

  it('is absent from a machine that is told nothing, or something else', () => {
    expect(readProgram('')).toBeUndefined();
    expect(readProgram(encode('{"ignition":{}}'))).toBeUndefined();
    expect(readProgram(encode('#cloud-config\nruncmd:\n  - ls\n'))).toBeUndefined();
  });

  it('is refused when something is missing that it cannot start without', () => {
    const text = decode(customDataOf('change-feed'));
    const altered = (from: string | RegExp, to: string) => () => readProgram(encode(text.replace(from, to)));

    expect(altered(/@sha256:0{64}\n/g, ':latest\n')).toThrow(
      /an image by its digest, instead of '.*:latest', is missing/,
    );
    expect(altered('path: /etc/aro/environment', 'path: /etc/aro/other')).toThrow(
      'the variable AZURE_CLIENT_ID is missing',
    );
    expect(altered('registry-login', 'other')).toThrow('the identity of registry-login is missing');
  });
});
