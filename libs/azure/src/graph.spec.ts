import { silentLog } from '@aro-rp/telemetry';
import { seconds, systemClock } from '@aro-rp/time';
import { createCall } from './call.ts';
import { createGraph } from './graph.ts';

const call = createCall({ identity: 'cluster', clock: systemClock, log: silentLog, limit: seconds(5) });
const encoded = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');

/** What Graph's tokens of an identity say, and what they are asked for. */
function graphWith(token: string | undefined) {
  const scopes: string[] = [];
  const getToken = async (scope: string | string[]) => {
    scopes.push(String(scope));
    return token === undefined ? null : { token, expiresOnTimestamp: systemClock.now() + 1_000 };
  };
  const nobody = () => () => Promise.reject(new Error('nothing is sent'));
  return { scopes, graph: createGraph('https://graph.example.com', nobody, call, () => ({ getToken })) };
}
const options = { signal: new AbortController().signal };

it('tells the application permissions that the token for Graph carries', async () => {
  const { graph, scopes } = graphWith(`e30.${encoded({ roles: ['Application.Read.All'], appid: 'a' })}.s`);

  expect(await graph.grantedRoles(options)).toEqual(['Application.Read.All']);
  expect(scopes).toEqual(['https://graph.example.com/.default']);
});

it.each([
  ['has none', `e30.${encoded({ appid: 'a' })}.s`],
  ['is none that can be read', 'opaque'],
  ['holds no claims', `e30.${Buffer.from('"text"').toString('base64url')}.s`],
  ['was not given', undefined],
])('tells none when the token %s', async (_, token) => {
  expect(await graphWith(token).graph.grantedRoles(options)).toEqual([]);
});
