import { CloudError } from '@aro-rp/api';
import { AzureError } from '@aro-rp/azure';
import { again, plan, step } from '@aro-rp/plan';
import { Secret } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { minutes } from '@aro-rp/time';
import { createScriptedArm, type ScriptedArm } from '../testing/scripted-arm.ts';
import { contextOn, runWith } from '../testing/step-on.ts';
import { type ClusterContext } from './context.ts';
import { discreet } from './discreet.ts';

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

const kubeconfig = 'server: https://api.c.example:6443\nclient-key-data: bm90aGluZy1idXQtYS1rZXk=\n';

/** What a step fails with that fails with `error`. */
async function told(error: Error, secrets: ClusterContext['allSecrets']): Promise<unknown> {
  const failing = plan<ClusterContext>('fail', { version: 1, deadline: minutes(1) }, [
    step('fail', () => Promise.reject(error)),
  ]);
  const context = contextOn(arm, resource('c'), { allSecrets: secrets });
  return discreet(failing)
    .steps[0]?.action(context, runWith())
    .catch((met: unknown) => met);
}
const known = () => Promise.resolve([new Secret('a secret of the cluster'), new Secret(kubeconfig)]);

it('fails with the same error, in whose words, details and causes there is no secret', async () => {
  const details = [{ code: 'Invalid', message: 'not "a secret of the cluster"?sig="' }];
  const cause = new Error(`sent: ${Buffer.from('{"it": "a secret of the cluster"}').toString('base64')}`);
  const error = new AzureError(
    'invalid',
    'resource PUT',
    "'a secret of the cluster' is wrong",
    { identity: 'rp', code: 'Invalid', details },
    { cause },
  );

  expect(await told(error, known)).toBe(error);
  expect(error.message).toBe("'***' is wrong");
  expect(error.details).toEqual([{ code: 'Invalid', message: 'not "***"?sig="' }]);
  expect(cause.message).toMatch(/^sent: \S{1,12}\*\*\*\S{0,4}$/);
  expect(error.stack).not.toContain('a secret of the cluster');
});

it('waits because of an error in whose words there is no secret either', async () => {
  const error = new Error("'a secret of the cluster' is wrong");
  const waiting = plan<ClusterContext>('wait', { version: 1, deadline: minutes(1) }, [
    step('wait', async () => again(minutes(1), `its end; in its way: ${error.message}`, undefined, error)),
  ]);
  const context = contextOn(arm, resource('c'), { allSecrets: known });

  const result = await discreet(waiting).steps[0]?.action(context, runWith());

  expect(result).toMatchObject({ kind: 'again', waitingFor: "its end; in its way: '***' is wrong" });
  expect(error.message).toBe("'***' is wrong");
});

it('tells a customer the names of servers, and no key', async () => {
  const message = 'https://api.c.example:6443 does not take bm90aGluZy1idXQtYS1rZXk=';
  const error = new CloudError(400, { code: 'InvalidParameter', message });

  await told(error, known);

  expect(error.body.message).toBe('https://api.c.example:6443 does not take ***');
  expect(error.message).not.toContain('bm90aGluZy1idXQtYS1rZXk');
});

it('fails with why nobody knows what to hide, and not with what may hold it', async () => {
  const unavailable = new Error('the database does not answer');

  expect(await told(new Error('a secret of the cluster'), () => Promise.reject(unavailable))).toBe(unavailable);
});
