import { documentId } from '@aro-rp/api';
import { resource } from '@aro-rp/testing';
import { days, minutes } from '@aro-rp/time';
import { createScriptedArm, type ScriptedArm } from '../testing/scripted-arm.ts';
import { contextOn, runWith } from '../testing/step-on.ts';
import { renew } from './registry-token.ts';

const id = resource('c1');
const made = Date.parse('2026-01-01T00:00:00Z');
const facts = (name: 'password1' | 'password2') => ({
  loginServer: 'r.azurecr.io',
  registryPassword: { name, madeAt: new Date(made).toISOString() },
});

describe("the password of the cluster's registry token", () => {
  let arm: ScriptedArm;
  beforeAll(async () => {
    arm = await createScriptedArm();
  });
  afterAll(() => arm[Symbol.asyncDispose]());
  beforeEach(() =>
    arm.script(({ method, body }) =>
      method === 'POST'
        ? { status: 200, body: { passwords: [{ name: body?.['name'], value: `new ${String(body?.['name'])}` }] } }
        : undefined,
    ),
  );

  it('is left alone for 140 days', async () => {
    const context = contextOn(arm, id, { now: () => made + days(140) - 1 });

    expect(await renew(context, runWith(facts('password1')))).toEqual({ kind: 'done' });
    expect(arm.requests).toEqual([]);
  });

  it.each([
    ['password1', 'password2'],
    ['password2', 'password1'],
  ] as const)('%s is old then, and %s is made anew; the old one goes on working', async (old, next) => {
    const context = contextOn(arm, id, { now: () => made + days(140) });

    const result = await renew(context, runWith(facts(old)));

    expect(arm.requests.map(({ body }) => body)).toEqual([
      { tokenId: expect.stringContaining(documentId(id)) as string, name: next },
    ]);
    if (result.kind !== 'done') throw new Error(result.waitingFor);
    expect(result.facts).toEqual({
      loginServer: 'r.azurecr.io',
      registryPassword: { name: next, madeAt: new Date(made + days(140)).toISOString() },
    });
    expect(result.secrets?.['registryPassword']?.reveal()).toBe(`new ${next}`);
  });

  it('of a cluster that was made before passwords were dated is as old as the installation', async () => {
    const run = runWith({ loginServer: 'r.azurecr.io', installedAt: new Date(made).toISOString() });

    await renew(contextOn(arm, id, { now: () => made + days(100) }), run);
    await renew(contextOn(arm, id, { now: () => made + days(150) }), run);

    expect(arm.requests.map(({ body }) => body?.['name'])).toEqual(['password2']);
  });

  it('is not renewed while a worker that was taken over may still renew it too', async () => {
    const now = made + days(150);
    const context = contextOn(arm, id, { now: () => now, lastTakeover: now - minutes(1), frozenFor: minutes(2) });

    expect(await renew(context, runWith(facts('password1')))).toMatchObject({ kind: 'again' });
    expect(arm.requests).toEqual([]);
  });
});
