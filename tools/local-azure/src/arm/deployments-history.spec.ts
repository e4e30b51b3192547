import { createFakeClock } from '@aro-rp/testing';
import { deploymentHistory } from './model/deployments/deployments.ts';
import { type ArmUnderTest, startArm } from './testing.ts';
import { nsg, placeIn } from './testing-deployments.ts';

let under: ArmUnderTest;
afterEach(() => under.close());

it('forgets the oldest deployment of a place for a new one when there are as many as are remembered', async () => {
  const clock = createFakeClock();
  under = await startArm({ deploymentHistory: 3 }, { clock });
  const { begin, settled, at } = await placeIn(under, clock, 'g');
  const other = await placeIn(under, clock, 'other');
  const names = async () => {
    const { body } = await under.send('GET', at('').replace(/\/$/, ''));
    return (body['value'] as { name: string }[]).map(({ name }) => name);
  };
  await other.begin('elsewhere', {});
  for (const name of ['d', 'c', 'b']) {
    await begin(name, {});
    await settled(name);
  }

  await begin('c', {});
  const repeated = await names();
  await settled('c');
  await begin('running', { resources: [nsg('n')] });
  await begin('a', {});

  expect(repeated).toEqual(['b', 'c', 'd']);
  expect(await names()).toEqual(['a', 'c', 'running']);
  expect(await other.get('elsewhere')).toBeDefined();
  expect(deploymentHistory).toBe(800);
});
