import { Secret } from '@aro-rp/telemetry';
import { seconds } from '@aro-rp/time';
import { describeSettings, readSettings, setting } from './settings.ts';

const settings = {
  endpoint: setting.url('COSMOS_ENDPOINT', "the database account's endpoint"),
  port: setting.port('PORT', 'where to listen', 8443),
  poll: setting.duration('FEED_POLL', 'how often the feed is read', seconds(1)),
  secret: setting.optional(setting.secret('CLIENT_SECRET', 'the secret')),
  format: setting.oneOf(['json', 'text'], 'LOG_FORMAT', 'how lines look', 'json'),
};

describe('readSettings', () => {
  it('reads every kind and fills in what is left out', () => {
    const result = readSettings(settings, {
      COSMOS_ENDPOINT: 'https://db.example/',
      FEED_POLL: '100ms',
      CLIENT_SECRET: 's',
    });

    expect(result).toMatchObject({
      kind: 'read',
      values: { endpoint: 'https://db.example', port: 8443, poll: 100, format: 'json' },
    });
    expect(result.kind === 'read' && result.values.secret).toBeInstanceOf(Secret);
  });

  it('names every fault at once, with what is allowed', () => {
    const result = readSettings(settings, { PORT: '70000', FEED_POLL: 'soon', LOG_FORMAT: 'xml' });

    expect(result).toEqual({
      kind: 'refused',
      faults: [
        expect.stringMatching(/^COSMOS_ENDPOINT is missing/),
        expect.stringMatching(/^PORT is not allowed.*0 to 65535/),
        expect.stringMatching(/^FEED_POLL is not allowed.*100ms|^FEED_POLL is not allowed.*250ms/),
        expect.stringMatching(/^LOG_FORMAT is not allowed.*json, text/),
      ],
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(readSettings(settings, { COSMOS_ENDPOINT: '' })).toMatchObject({ kind: 'refused' });
  });
});

describe('describeSettings', () => {
  it('says for each variable what it means and whether it is required', () => {
    const text = describeSettings(settings);

    expect(text).toContain('COSMOS_ENDPOINT');
    expect(text).toMatch(/COSMOS_ENDPOINT\n.*\(required\)/);
    expect(text).toMatch(/FEED_POLL\n.*\(default 1s\)/);
    expect(text).toMatch(/CLIENT_SECRET\n.*\(optional\)/);
  });
});
