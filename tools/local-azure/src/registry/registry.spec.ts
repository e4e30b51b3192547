import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { digestOf } from './model/repository.ts';
import { type Credentials, type RegistryUnderTest, startRegistry } from './testing.ts';

const skopeo = '/usr/bin/skopeo';
const run = promisify(execFile);

describe('The registry', () => {
  let under: RegistryUnderTest;
  let credentials: Credentials;
  let n = 0;
  let name: string;

  const send = (method: string, path: string, body?: string | Uint8Array<ArrayBuffer>, headers = {}) =>
    under.request(method, path, { credentials, headers, ...(body === undefined ? {} : { body }) });
  const begin = async () => (await send('POST', `/v2/${name}/blobs/uploads/`)).headers.get('location') ?? '';
  const putBlob = async (text: string) => {
    const answer = await send('PUT', `${await begin()}?digest=${digestOf(Buffer.from(text))}`, text);
    expect(answer.status).toBe(201);
    return {
      digest: digestOf(Buffer.from(text)),
      size: Buffer.byteLength(text),
      mediaType: 'application/octet-stream',
    };
  };
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const putManifest = (reference: string, manifest: object) =>
    send('PUT', `/v2/${name}/manifests/${reference}`, JSON.stringify(manifest), { 'content-type': mediaType });
  const contents = () => readdirSync(join(under.context.folder('registry'), 'contents')).length;

  beforeAll(async () => {
    under = await startRegistry();
    credentials = await under.token('everything', '_repositories_admin');
  });
  beforeEach(() => {
    name = `team/app-${n++}`;
  });
  afterAll(() => under.close());

  it('keeps a blob that came in chunks, in one piece, or from another repository', async () => {
    const location = await begin();
    await send('PATCH', location, 'hello ', { 'content-range': '0-5' });
    const second = await send('PATCH', location, 'wor', { 'content-range': '6-8' });
    const digest = digestOf(Buffer.from('hello world'));
    expect((await send('PATCH', location, 'x', { 'content-range': '2-2' })).status).toBe(416);
    const done = await send('PUT', `${location}?digest=${digest}`, 'ld');
    const mounted = await send('POST', `/v2/other/blobs/uploads/?mount=${digest}&from=${name}`);

    const head = await send('HEAD', `/v2/${name}/blobs/${digest}`);
    expect([second.headers.get('range'), done.status, mounted.status]).toEqual(['0-8', 201, 201]);
    expect(await (await send('GET', `/v2/other/blobs/${digest}`)).text()).toBe('hello world');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '11']);
    expect((await send('GET', `/v2/third/blobs/${digest}`)).status).toBe(404);
  });

  it('gives the part of a blob that is asked for', async () => {
    const { digest } = await putBlob('hello world');
    const ask = (range: string) => send('GET', `/v2/${name}/blobs/${digest}`, undefined, { range });

    const [tail, middle, beyond, none] = [
      await ask('bytes=6-'),
      await ask('bytes=2-4'),
      await ask('bytes=11-'),
      await ask('bits=1'),
    ];

    expect([tail.status, tail.headers.get('content-range'), await tail.text()]).toEqual([
      206,
      'bytes 6-10/11',
      'world',
    ]);
    expect([middle.headers.get('content-length'), await middle.text()]).toEqual(['3', 'llo']);
    expect([beyond.status, beyond.headers.get('content-range')]).toEqual([416, 'bytes */11']);
    expect([none.status, await none.text()]).toEqual([200, 'hello world']);
  });

  it('lists what is attached to a manifest, also to one that it does not have', async () => {
    const config = { ...(await putBlob('{}')), mediaType: 'application/vnd.example.config' };
    const subject = { mediaType, digest: digestOf(Buffer.from('subject')), size: 7 };
    const manifest = { schemaVersion: 2, mediaType, config, layers: [], subject, annotations: { by: 'somebody' } };
    const put = await putManifest('attached', manifest);
    await putManifest('other', { schemaVersion: 2, config, layers: [], annotations: { of: subject.digest } });

    const list = (await (await send('GET', `/v2/${name}/referrers/${subject.digest}`)).json()) as {
      manifests: object[];
    };

    const digest = put.headers.get('docker-content-digest');
    expect(put.headers.get('oci-subject')).toBe(subject.digest);
    expect(list.manifests).toMatchObject([{ digest, artifactType: config.mediaType, annotations: { by: 'somebody' } }]);
    expect((await send('GET', `/v2/${name}/referrers/nothing`)).status).toBe(400);
  });

  it('keeps nothing of an upload whose digest is another', async () => {
    const before = contents();

    const answer = await send('PUT', `${await begin()}?digest=${digestOf(Buffer.from('other'))}`, 'this');

    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ code: 'DIGEST_INVALID' }] }]);
    expect(contents()).toBe(before);
  });

  it('gives a manifest by tag and digest, and moves the tag', async () => {
    const manifest = (layer: object) => ({ schemaVersion: 2, mediaType, config: layer, layers: [] });
    const [one, two] = [manifest(await putBlob('one')), manifest(await putBlob('two'))];
    const first = (await putManifest('latest', one)).headers.get('docker-content-digest');
    await putManifest('latest', two);

    const latest = await send('GET', `/v2/${name}/manifests/latest`);
    const byDigest = await send('GET', `/v2/${name}/manifests/${first}`);
    expect(latest.headers.get('content-type')).toBe(mediaType);
    expect(await latest.json()).toEqual(two);
    expect(await byDigest.json()).toEqual(one);
    expect(await (await send('GET', `/v2/${name}/tags/list`)).json()).toEqual({ name, tags: ['latest'] });
    expect((await send('DELETE', `/v2/${name}/manifests/${first}`)).status).toBe(202);
    expect((await send('GET', `/v2/${name}/manifests/${first}`)).status).toBe(404);
  });

  it('refuses a manifest that names what is not there', async () => {
    const absent = { digest: digestOf(Buffer.from('absent')), size: 6, mediaType: 'x' };

    const answer = await putManifest('latest', { schemaVersion: 2, config: absent, layers: [] });

    expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [{ code: 'MANIFEST_BLOB_UNKNOWN' }] }]);
  });

  it('lists tags page by page', async () => {
    const manifest = { schemaVersion: 2, mediaType, config: await putBlob('x'), layers: [] };
    for (const tag of ['a', 'b', 'c']) await putManifest(tag, manifest);

    const first = await send('GET', `/v2/${name}/tags/list?n=2`);
    const next = /<(.+)>/.exec(first.headers.get('link') ?? '')?.[1] ?? '';

    expect(await first.json()).toEqual({ name, tags: ['a', 'b'] });
    const last = await send('GET', next);
    expect([await last.json(), last.headers.get('link')]).toEqual([{ name, tags: ['c'] }, null]);
  });

  it('has after a restart what was acknowledged, an upload that goes on too', async () => {
    const blob = await putBlob('durable');
    await putManifest('latest', { schemaVersion: 2, mediaType, config: blob, layers: [] });
    const location = await begin();
    await send('PATCH', location, 'first ');

    await under.reopen();
    await send('GET', '/v2/').catch(() => undefined); // The old connections are cut.

    expect((await send('GET', `/v2/${name}/manifests/latest`)).status).toBe(200);
    const digest = digestOf(Buffer.from('first second'));
    expect((await send('PUT', `${location}?digest=${digest}`, 'second')).status).toBe(201);
    expect(await (await send('GET', `/v2/${name}/blobs/${digest}`)).text()).toBe('first second');
  });

  it('is given one well-formed release image per version, the same each time', async () => {
    const one = await under.server.seedRelease({ version: '4.16.30' });
    const other = await under.server.seedRelease({ version: '4.18.5' });
    const again = await under.server.seedRelease({ version: '4.16.30' });

    expect(one.reference).toBe(`${under.server.loginServer}/openshift-release-dev/ocp-release@${one.digest}`);
    expect(again).toEqual(one);
    expect(other.digest).not.toBe(one.digest);
    const path = '/v2/openshift-release-dev/ocp-release';
    const manifest = (await (await send('GET', `${path}/manifests/${one.digest}`)).json()) as {
      layers: { digest: string }[];
    };
    const layer = await send('GET', `${path}/blobs/${manifest.layers[0]?.digest}`);
    const archive = gunzipSync(await layer.arrayBuffer()).toString();
    expect(archive).toContain('release-manifests/image-references');
    const component = Object.values(one.images)[0] ?? '';
    expect(archive).toContain(`quay.io/openshift-release-dev/ocp-v4.0-art-dev@${component}`);
    const image = await send('HEAD', `/v2/openshift-release-dev/ocp-v4.0-art-dev/manifests/${component}`);
    expect(image.status).toBe(200);
  });

  (existsSync(skopeo) ? describe : describe.skip)('with skopeo', () => {
    const flags = ['--insecure-policy', '--tmpdir'];
    const copy = (from: string, to: string, ...rest: string[]) =>
      run(skopeo, [...flags, under.context.dataDir, 'copy', ...rest, from, to]);

    it('images are pulled, pushed under another name, and the same', async () => {
      const { reference, digest } = await under.server.seedRelease({ version: '4.20.1' });
      const folder = join(under.context.dataDir, 'image');
      mkdirSync(folder);
      const login = `${credentials.username}:${credentials.password}`;

      await copy(`docker://${reference}`, `dir:${folder}`, '--src-tls-verify=false', '--src-creds', login);
      const target = `docker://${under.server.loginServer}/${name}:copied`;
      await copy(`dir:${folder}`, target, '--dest-tls-verify=false', '--dest-creds', login);

      const copied = await send('GET', `/v2/${name}/manifests/copied`);
      expect(copied.headers.get('docker-content-digest')).toBe(digest);
      expect(readFileSync(join(folder, 'manifest.json'), 'utf8')).toBe(await copied.text());
      await expect(copy(`docker://${reference}`, `dir:${folder}`, '--src-tls-verify=false')).rejects.toThrow(
        /unauthorized|authentication required/,
      );
    });
  });
});
