import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { type ArmUnderTest, startArm } from './testing.ts';
import { errorOf, nsg, placeIn, propertiesOf } from './testing-deployments.ts';

describe('what is wrong with a deployment', () => {
  let under: ArmUnderTest;
  let clock: FakeClock;
  let groups = 0;
  beforeAll(async () => {
    clock = createFakeClock();
    under = await startArm({}, { clock });
  });
  afterAll(() => under.close());

  const place = () => placeIn(under, clock, `r${++groups}`);

  it('judges what az sends to validate, which is no JSON, and deploys nothing', async () => {
    const { at, show, get } = await place();
    const template = `{ "$schema": "s", "contentVersion": "1.0.0.0", // a comment
      "resources": [ ${JSON.stringify(nsg('n'))} ] }`;
    const body = `{"properties": {"mode": "Incremental", "parameters": {}, template:${template}}}`;

    const good = await under.send('POST', at('d', '/validate'), { body });
    const bad = await under.send('POST', at('d', '/validate'), {
      body: body.replace('"Microsoft.Network/', '"Microsoft.Nothing/'),
    });
    const broken = await under.send('POST', at('d', '/validate'), { body: body.slice(0, -3) });

    expect([good.status, good.body['properties']]).toMatchObject([
      200,
      {
        provisioningState: 'Succeeded',
        validatedResources: [{ id: expect.stringMatching(/networkSecurityGroups\/n$/) as string }],
      },
    ]);
    expect(errorOf(bad).slice(0, 2)).toEqual([400, 'InvalidTemplateDeployment']);
    expect(errorOf(broken).slice(0, 2)).toEqual([400, 'InvalidRequestContent']);
    expect((await show('Microsoft.Network/networkSecurityGroups/n')).status).toBe(404);
    expect(await get('d')).toBeUndefined();
  });

  it.each<[string, object, string, string]>([
    [
      'a fault of the language',
      propertiesOf({ resources: [nsg('[nope()]')] }),
      'InvalidTemplate',
      "at line '1' and column",
    ],
    [
      'a circle',
      propertiesOf({ resources: [nsg('a', { dependsOn: ['b'] }), nsg('b', { dependsOn: ['a'] })] }),
      'InvalidTemplate',
      'Circular dependency detected',
    ],
    [
      'a missing parameter',
      propertiesOf({ parameters: { p: { type: 'string' } } }),
      'InvalidTemplate',
      "'p' at line '1' and column",
    ],
    [
      'the mode Complete',
      { ...propertiesOf({}), mode: 'Complete' },
      'InvalidDeployment',
      "'Complete' is not served here",
    ],
    ['no mode', { ...propertiesOf({}), mode: undefined }, 'InvalidRequestContent', 'deployment mode'],
    [
      'a link',
      { mode: 'Incremental', templateLink: { uri: 'https://x' } },
      'InvalidContentLink',
      'send the content itself',
    ],
    ['no template', { mode: 'Incremental' }, 'InvalidTemplate', 'The template is missing'],
  ])('answers %s at once', async (_what, properties, code, words) => {
    const { at } = await place();
    const refused = await under.send('PUT', at('d'), { body: { properties } });

    expect(errorOf(refused).slice(0, 2)).toEqual([400, code]);
    expect(errorOf(refused)[2]).toContain(words);
  });

  it('tells all that is wrong with parameters and expressions at once', async () => {
    const { at } = await place();
    const properties = propertiesOf(
      {
        parameters: { missing: { type: 'string' }, number: { type: 'int' } },
        resources: [nsg('[nope()]'), nsg('[concat(]')],
        outputs: { nothing: { type: 'string' } },
      },
      { number: { value: 'one' }, extra: { value: 1 } },
    );
    const { body } = await under.send('POST', at('d', '/validate'), { body: { properties } });
    const { code, message, details, additionalInfo } = body['error'] as Record<'code' | 'message', string> &
      Record<'details' | 'additionalInfo', { message: string }[]>;

    expect([code, details.length, additionalInfo.length]).toEqual(['InvalidTemplate', 6, 6]);
    for (const word of ["'extra'", "'missing'", "'number'", "'nope'", "'[concat(]'", "'nothing'"])
      expect(details.filter((one) => one.message.includes(word))).not.toEqual([]);
    for (const one of details) expect(message).toContain(one.message);
  });

  it('says where in the request a fault is', async () => {
    const { at } = await place();
    const body = JSON.stringify({ properties: propertiesOf({ parameters: { p: { type: 'string' } } }) }, undefined, 1);
    const refused = await under.send('PUT', at('d'), { body });

    expect(refused.body['error']).toMatchObject({
      additionalInfo: [
        {
          type: 'TemplateViolation',
          info: { lineNumber: 9, linePosition: 10, path: 'properties.template.parameters.p' },
        },
      ],
    });
  });

  it('names all that its resources ask for and cannot have, before it makes one', async () => {
    const { begin, show } = await place();
    const refused = await begin('d', {
      resources: [
        nsg('good'),
        nsg('elsewhere', { location: 'mars' }),
        { ...nsg('old'), apiVersion: '1999-01-01' },
        { ...nsg('x'), type: 'Microsoft.Network/nothings' },
        { ...nsg('y'), type: 'Microsoft.RedHatOpenShift/openShiftClusters' },
      ],
    });

    expect(errorOf(refused).slice(0, 2)).toEqual([400, 'InvalidTemplateDeployment']);
    expect((refused.body['error'] as { details: { code: string }[] }).details.map(({ code }) => code)).toEqual([
      'LocationNotAvailableForResourceType',
      'NoRegisteredProviderFound',
      'InvalidResourceType',
      'MissingSubscriptionRegistration',
    ]);
    expect((await show('Microsoft.Network/networkSecurityGroups/good')).status).toBe(404);
  });
});
