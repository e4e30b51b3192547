import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Endpoints } from '../host/context.ts';
import { removeEndpoints, writeEndpointFiles } from './endpoint-files.ts';

const endpoints: Partial<Endpoints> = {
  arm: 'https://localhost:1',
  authority: 'https://localhost:2/adfs',
  graph: 'https://localhost:4',
  clientSecret: "it's $HOME",
  cosmos: { endpoint: 'https://localhost:3', key: 'a+b==' },
  identities: { 'change-feed': { clientId: 'c', clientSecret: 's' } },
  processes: { 'local-azure': 7 },
};

describe('the files for clients', () => {
  let folder: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'local-azure-files-'));
    await writeEndpointFiles(folder, 'CERTIFICATE\n', endpoints);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');

  it('hold the endpoints and the authority', () => {
    expect(JSON.parse(read('endpoints.json'))).toEqual({ ...endpoints, caBundle: join(folder, 'ca.pem') });
    expect(read('ca.pem')).toBe('CERTIFICATE\n');
  });

  it('give a shell the same values, whatever is in them', () => {
    const print =
      'printf "%s|" "$CLIENT_SECRET" "$COSMOS_KEY" "$IDENTITIES_CHANGE_FEED_CLIENT_ID" "$NODE_EXTRA_CA_CERTS" "$REQUESTS_CA_BUNDLE"';
    const shell = spawnSync('sh', ['-c', `. "$1/env.sh"; ${print}`, 'sh', folder], { encoding: 'utf8' });

    const bundle = join(folder, 'ca.pem');
    expect(shell.stdout).toBe(`it's $HOME|a+b==|c|${bundle}|${bundle}|`);
  });

  it('describe the cloud for az', () => {
    expect(JSON.parse(read('cloud.json'))).toMatchObject({
      suffixes: { keyvaultDns: '.vault.localhost' },
      endpoints: {
        resourceManager: 'https://localhost:1',
        activeDirectory: 'https://localhost:2/adfs',
        activeDirectoryResourceId: 'https://localhost:1/',
        activeDirectoryGraphResourceId: 'https://localhost:4/',
        microsoftGraphResourceId: 'https://localhost:4/',
      },
    });
  });

  it('can be read by their owner alone', () => {
    const modes = ['endpoints.json', 'env.sh', 'cloud.json', 'ca.pem'].map(
      (name) => statSync(join(folder, name)).mode & 0o777,
    );

    expect(modes).toEqual([0o600, 0o600, 0o600, 0o600]);
  });

  it('lose only endpoints.json at a clean stop', async () => {
    await removeEndpoints(folder);
    await removeEndpoints(folder);

    expect(existsSync(join(folder, 'endpoints.json'))).toBe(false);
    expect(existsSync(join(folder, 'env.sh'))).toBe(true);
  });
});
