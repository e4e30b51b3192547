import { type ResourceId } from '@aro-rp/api';
import { type OperationDocument } from '@aro-rp/database';
import { type FaultAction } from '@aro-rp/local-azure';
import { Secret } from '@aro-rp/telemetry';
import { type CanaryWorld, createCanaryWorld } from '../testing/canary-world.ts';
import { createLuck, impatient, type Kind } from '../testing/failing.ts';

/** A call that fails for good, in the words of whoever answers it. */
interface Failing {
  what: string;
  kind: Kind;
  /** `SERVICE METHOD HOST PATH`. */
  call: RegExp;
  /** `echo`: the answer quotes at its worst what it was sent. */
  answer: Partial<FaultAction & { kind: 'status' }> & { echo?: string };
  /** With which the operation ends. */
  code: string;
}

const forbidden = { status: 403, code: 'AuthorizationFailed', message: 'The planted refusal.' };
const invalid = { status: 400, code: 'InvalidParameter' };

/** In the order of the plans: each begins where the one before has failed. */
const failing: readonly Failing[] = [
  {
    what: 'the passwords of the registry token are not made',
    kind: 'create',
    call: /^arm POST \S+ \S+\/generatecredentials/,
    answer: forbidden,
    code: 'OperationTimedOut',
  },
  {
    what: 'the Ignition configuration is not taken',
    kind: 'create',
    call: /^blob PUT \S+ \S+\/bootstrap\.ign/,
    answer: { ...invalid, message: 'The planted refusal of a blob.' },
    code: 'InvalidParameter',
  },
  {
    what: 'no user delegation key is given',
    kind: 'create',
    call: /^blob POST \S+ \S+comp=userdelegationkey/,
    answer: forbidden,
    code: 'AuthorizationFailed',
  },
  {
    what: 'the deployment of the machines cannot be read',
    kind: 'create',
    call: /^arm GET \S+ \S+\/deployments\/machines\?/,
    answer: forbidden,
    code: 'AuthorizationFailed',
  },
  {
    what: 'a deployment is refused that has a signed URL in a parameter',
    kind: 'create',
    call: /^arm PUT \S+ \S+\/deployments\/machines\?/,
    answer: { ...invalid, echo: 'bootstrapUrl' },
    code: 'InvalidParameter',
  },
  {
    what: 'the bootstrap machine is refused its signed URL, and its console cannot be read',
    kind: 'create',
    call: /^(blob GET \S+ \S+\/bootstrap\.ign|arm GET \S+ \S+\/serial-console\.log)/,
    answer: forbidden,
    code: 'ClusterNotReachable',
  },
  {
    what: 'the cluster refuses the service its own kubeconfig',
    kind: 'create',
    call: /^openshift /,
    answer: { status: 401, code: 'Unauthorized', echo: 'adminKubeconfig' },
    code: 'ClusterNotReachable',
  },
  {
    what: 'the cluster refuses the new client secret',
    kind: 'update',
    call: /^openshift (PUT|POST|PATCH) \S+ \S+\/secrets/,
    answer: { status: 422, code: 'Invalid', echo: 'new client secret' },
    code: 'ClusterNotReachable',
  },
  {
    what: 'a lock keeps the managed group',
    kind: 'delete',
    call: /^arm DELETE \S+ \S+\/managed-/,
    answer: { status: 409, code: 'ScopeLocked', echo: 'new client secret' },
    code: 'ScopeLocked',
  },
];

type Given = Awaited<ReturnType<CanaryWorld['given']>>[1];

let there: CanaryWorld;
let id: ResourceId;
const ended = new Map<string, Readonly<OperationDocument> | undefined>();

beforeAll(async () => {
  there = await createCanaryWorld();
  let given: Given;
  [id, given] = await there.given('unlucky');
  let from = '';
  for (const one of failing.filter(({ kind }) => kind === 'create')) from = await fail(one, given, from);
  await succeed({ ...given, plan: { cursor: from } });

  const clientSecret = new Secret(await there.newSecret(given));
  there.learn({ name: 'new client secret', value: clientSecret.reveal() });
  for (const one of failing.filter(({ kind }) => kind === 'update')) await fail(one, { secrets: { clientSecret } });
  for (const one of failing.filter(({ kind }) => kind === 'delete')) await fail(one, {});
  await succeed({ kind: 'delete' });
  await there.finish();
}, 300_000);
afterAll(() => there[Symbol.asyncDispose]());

async function succeed(given: Given): Promise<void> {
  const { operation } = await there.run(id, given);
  expect([operation?.error, operation?.diagnostics]).toEqual([undefined, undefined]);
}

/** @returns the step at which it ended */
async function fail({ what, kind, call, answer }: Failing, given: Given, from = ''): Promise<string> {
  const { world, log } = there;
  const { faults } = world.azure;
  const luck = createLuck();
  const asked = faults.strike;
  const pattern = new RegExp(call, 'i');
  faults.strike = (service, method, path, origin, host = '') => {
    // What is looked at is read from Azure Resource Manager; machines do not rest meanwhile.
    const isMeant =
      !(there.isLooking && service === 'arm') && pattern.test(`${service} ${method} ${host || '-'} ${path}`);
    if (!isMeant) return asked(service, method, path, origin, host);
    luck.strike();
    return answerOf(answer);
  };
  const book = impatient({ ...world, planBook: (changes) => world.planBook(changes, log) }, luck);
  const { operation } = await there.run(id, { ...given, kind, plan: { cursor: from } }, book);
  faults.strike = asked;
  ended.set(what, operation);
  expect([what, luck.isStruck, operation?.error]).toEqual([what, true, expect.anything()]);
  return operation?.diagnostics?.step ?? '';
}

function answerOf({ echo, ...answer }: Failing['answer']): FaultAction {
  const values = there.canaries.filter(({ name }) => name === echo).map(({ value }) => value);
  const quoted = values.flatMap((value) => [value, Buffer.from(`{"given": "${value}"}`).toString('base64')]);
  const message = `The values '${quoted.join("', '")}' are not allowed.`;
  return { kind: 'status', status: 400, message, ...answer };
}

describe('while calls that carry secrets fail', () => {
  it.each(failing)('$what, and the operation says so', ({ what, code }) => {
    expect(ended.get(what)?.error?.code).toBe(code);
  });

  it('answers that quoted secrets are kept, in logs and documents, without them', () => {
    const has = (place: string, text: RegExp) => there.collected.texts(place).some((one) => text.test(one));

    const quoted = /The values '\*\*\*', '[^']*\*\*\*/;
    expect(has('log of the backend', quoted)).toBe(true);
    expect(has('documents of OpenShiftClusters', quoted)).toBe(true);
    expect(has('documents of OpenShiftClusters', /"console [^"]+-bootstrap":"not to be had/)).toBe(true);
    expect(there.canaries.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'adminKubeconfig',
        'bootstrapUrl',
        'new client secret',
        'registryPassword',
        'signed URL',
      ]),
    );
  });

  it('no secret is anywhere', () => {
    expect(there.collected.find(there.canaries)).toEqual([]);
  });
});
