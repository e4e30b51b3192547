import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Clock, systemClock } from '@aro-rp/time';
import fc from 'fast-check';
import { channelOf, chooseReleases, findRelease } from './choose.ts';
import { fetchGraph } from './fetch-graph.ts';
import { readGraph, type Release } from './read-graph.ts';

const payload = (digit: string) => `quay.io/openshift-release-dev/ocp-release@sha256:${digit.repeat(64)}`;
const graphOf = (...versions: string[]) => ({
  nodes: versions.map((version, index) => ({ version, payload: payload(String(index % 10)), metadata: {} })),
  edges: versions.length > 1 ? [[0, 1]] : [],
});
const read = (graph: unknown) => readGraph(JSON.stringify(graph), 'here');
const versionsOf = (releases: readonly Release[]) => releases.map(({ version }) => version);

describe('reading', () => {
  it('gives versions and payloads by digest', () => {
    expect(read(graphOf('4.16.30'))).toEqual([
      {
        version: '4.16.30',
        payload: {
          host: 'quay.io',
          repository: 'openshift-release-dev/ocp-release',
          digest: `sha256:${'0'.repeat(64)}`,
        },
      },
    ]);
  });

  it.each([
    ['no JSON', '<html>', 'here: it is no JSON'],
    ['a list', '[]', 'here: it is no JSON object'],
    ['no nodes', '{}', 'here: `nodes` is no list'],
    ['a node that is null', '{"nodes":[null]}', 'here: nodes[0].version is no semantic version'],
    ['a version of two numbers', '{"nodes":[{"version":"4.16"}]}', 'here: nodes[0].version is no semantic version'],
    [
      'a payload by tag',
      '{"nodes":[{"version":"4.16.1","payload":"quay.io/a:1"}]}',
      'here: nodes[0].payload of 4.16.1 is no image by digest',
    ],
    [
      'an edge to nowhere',
      JSON.stringify({ ...graphOf('4.16.1'), edges: [[0, 1]] }),
      'here: edges[0] is no pair of places in `nodes`',
    ],
    ['a version twice', JSON.stringify(graphOf('4.16.1', '4.16.1')), 'here: 4.16.1 is there twice'],
  ])('refuses %s with one message', (_, text, message) => {
    expect(() => readGraph(text, 'here')).toThrow(expect.objectContaining({ kind: 'malformed', message }));
  });

  it('answers whatever it is given with releases or one refusal', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        try {
          read({ nodes: value });
        } catch (error) {
          expect(error).toMatchObject({ kind: 'malformed' });
        }
      }),
    );
  });
});

describe('choosing', () => {
  const releases = read(graphOf('4.9.50', '4.16.9', '4.16.10', '4.17.0-rc.1', '5.0.0', '4.16.2'));

  it('compares by number, newest first, and leaves out the old, the denied and what was tried before a release', () => {
    const chosen = chooseReleases(releases, { minimum: '4.16.9', denied: ['4.16.10'] });

    expect(versionsOf(chosen)).toEqual(['5.0.0', '4.16.9']);
  });

  it('finds a release, or says which there are', () => {
    expect(findRelease(releases, '4.16.2', [], 'the graph').version).toBe('4.16.2');
    expect(() => findRelease(releases, '4.16.11', [], 'the graph')).toThrow(
      'the graph has no release 4.16.11; its newest are 4.16.10, 4.17.0-rc.1, 5.0.0',
    );
    expect(() => findRelease(releases, '4.16.2', ['4.16.2'], 'the graph')).toThrow('4.16.2 is on the deny list');
  });

  it('looks in the stable channel of the minor version', () => {
    expect(channelOf('4.16.30')).toBe('stable-4.16');
  });
});

describe('fetching', () => {
  let server: Server;
  let answers: { status: number; body: string }[] = [];
  const asked: string[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url ?? '');
      const { status, body } = answers.shift() ?? { status: 500, body: '' };
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));
  /** Nobody waits between attempts. */
  const clock: Clock = { ...systemClock, sleep: async () => undefined };
  const place = (port = (server.address() as AddressInfo).port) => ({
    url: `http://127.0.0.1:${port}/graph`,
    architecture: 'amd64',
    clock,
  });
  const fetchStable = (from = place()) => fetchGraph(from, 'stable-4.16', new AbortController().signal);

  it('asks again after a failure of the server, naming channel and architecture', async () => {
    answers = [
      { status: 503, body: '' },
      { status: 200, body: JSON.stringify(graphOf('4.16.30')) },
    ];

    expect(versionsOf(await fetchStable())).toEqual(['4.16.30']);
    expect(asked.at(-1)).toBe('/graph?channel=stable-4.16&arch=amd64');
  });

  it('does not ask again after a refusal', async () => {
    answers = [{ status: 404, body: '' }];

    await expect(fetchStable()).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringMatching(/^the channel stable-4.16 of http.*: it was answered with 404$/),
    });
    expect(answers).toEqual([]);
  });

  it('says of a host that does not answer why', async () => {
    const closed = createServer();
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    await new Promise((resolve) => closed.close(resolve));

    await expect(fetchStable(place(port))).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});
