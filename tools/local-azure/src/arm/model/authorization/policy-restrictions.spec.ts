import { type Callers, groupPath, said, startWithCallers, subscription } from './testing.ts';

const type = 'Microsoft.Network/publicIPAddresses';
const check = (group: string, version = '2022-03-01') =>
  `${group}/providers/Microsoft.PolicyInsights/checkPolicyRestrictions?api-version=${version}`;
const asking = (resourceContent: object) => ({ resourceDetails: { resourceContent, apiVersion: '2023-11-01' } });
const policy = (kind: string) => `${subscription}/providers/Microsoft.Authorization/${kind}/no`;

let callers: Callers;
beforeEach(async () => {
  callers = await startWithCallers();
  await callers.customer('PUT', groupPath('g'), { location: 'eastus' });
  const policyRule = { if: { field: 'type', equals: type }, then: { effect: 'deny' } };
  await callers.customer('PUT', policy('policyDefinitions'), { properties: { policyRule } });
  const properties = { policyDefinitionId: policy('policyDefinitions') };
  await callers.customer('PUT', policy('policyAssignments'), { properties });
});
afterEach(() => callers.close());

it('says what policies would deny in a group, and makes nothing', async () => {
  const { status, body } = await callers.customer('POST', check(groupPath('g')), asking({ type, name: 'a' }));

  expect([status, body]).toEqual([
    200,
    {
      fieldRestrictions: [],
      contentEvaluationResult: {
        policyEvaluations: [
          expect.objectContaining({
            evaluationResult: 'NonCompliant',
            policyInfo: {
              policyDefinitionId: policy('policyDefinitions'),
              policyAssignmentId: policy('policyAssignments'),
            },
          }),
        ],
      },
    },
  ]);
});

it('says nothing of what they let pass', async () => {
  const { body } = await callers.customer(
    'POST',
    check(groupPath('g')),
    asking({ type: 'Microsoft.Network/natGateways' }),
  );

  expect(body).toEqual({ fieldRestrictions: [], contentEvaluationResult: { policyEvaluations: [] } });
});

it('is refused without a type, in a group that is not there, and by a version that it does not have', async () => {
  const send = async (...request: Parameters<Callers['customer']>) => said(await callers.customer(...request));

  expect(await send('POST', check(groupPath('g')), asking({}))).toBe('400 InvalidRequestContent');
  expect(await send('POST', check(groupPath('none')), asking({ type }))).toBe('404 ResourceGroupNotFound');
  expect(await send('POST', check(groupPath('g'), '2015-01-01'), asking({ type }))).toMatch(/^400 /);
});
