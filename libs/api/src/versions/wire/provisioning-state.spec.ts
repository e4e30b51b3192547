import { provisioningStateIn } from './provisioning-state.ts';

describe('provisioningStateIn', () => {
  it.each(['Creating', 'Updating', 'AdminUpdating', 'Deleting', 'Succeeded', 'Failed'])(
    'shows %s as it is',
    (state) => {
      expect(provisioningStateIn(state, '2022-04-01')).toBe(state);
    },
  );

  it('shows Canceled as Failed in a version whose enumeration lacks it', () => {
    expect(provisioningStateIn('Canceled', '2022-04-01')).toBe('Failed');
    expect(provisioningStateIn('Canceled', '2023-11-22')).toBe('Canceled');
  });

  it('spells Canceled as the one version does that spells it otherwise', () => {
    expect(provisioningStateIn('Canceled', '2023-07-01-preview')).toBe('Cancelled');
    expect(provisioningStateIn('Canceled', '2023-09-04')).toBe('Failed');
  });

  it('shows AdminUpdating as Updating in the version that lacks it', () => {
    expect(provisioningStateIn('AdminUpdating', '2019-12-31-preview')).toBe('Updating');
  });

  it('shows a state of a newer service as one that is still running', () => {
    expect(provisioningStateIn('Hibernating', '2022-04-01')).toBe('Updating');
  });
});
