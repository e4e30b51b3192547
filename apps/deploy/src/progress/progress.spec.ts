import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { type Instance } from '../azure/index.ts';
import { changeTree } from './change-tree.ts';
import { jsonLines } from './json-lines.ts';
import { liveView } from './live.ts';
import { paintOf, wantsColours } from './paint.ts';
import { plainLines } from './plain.ts';

const plain = paintOf(false);
const instance: Instance = {
  id: '1',
  name: 'backend-1_0',
  provisioningState: 'Creating',
  health: 'unknown',
  vmId: 'v',
};

/** What a terminal of 60 columns shows in the end: it knows only how to go up and to erase below. */
function terminal() {
  let lines: string[] = [''];
  return {
    write(text: string) {
      for (const part of text.split(/(\u001b\[\d+A\u001b\[J|\n)/)) {
        const up = /^\u001b\[(\d+)A/.exec(part)?.[1];
        if (up !== undefined) lines = [...lines.slice(0, lines.length - 1 - Number(up)), ''];
        else if (part === '\n') lines.push('');
        else lines[lines.length - 1] += part;
      }
    },
    shown: () => lines.slice(0, -1),
  };
}

describe('on a terminal', () => {
  const view = () => {
    const clock = createFakeClock();
    const screen = terminal();
    return { clock, screen, progress: liveView({ clock, paint: plain, width: () => 60, write: screen.write }) };
  };

  it('shows the step with its time, what is being made and every instance, and leaves one line of each step', async () => {
    const { clock, screen, progress } = view();
    progress.step('region-shared', 'aro-eastus');
    progress.operation('region-shared', {
      type: 'Microsoft.Network/virtualNetworks',
      name: 'services',
      state: 'Running',
    });
    progress.instance('backend-1', instance);
    await clock.advance(seconds(3));

    expect(screen.shown()).toEqual([
      '… region-shared: aro-eastus 3s',
      '  running Microsoft.Network/virtualNetworks services',
      '  backend-1 backend-1_0 creating, unknown',
    ]);

    progress.operation('region-shared', {
      type: 'Microsoft.Network/virtualNetworks',
      name: 'services',
      state: 'Succeeded',
    });
    progress.instance('backend-1', { ...instance, provisioningState: 'Succeeded', health: 'healthy' });
    expect(screen.shown()).toEqual(['… region-shared: aro-eastus 3s', '  backend-1 backend-1_0 succeeded, healthy']);

    progress.step('region-endpoints');
    progress.end();
    expect(screen.shown()).toEqual(['✓ region-shared: aro-eastus 3s']);
  });

  it('keeps what is said of a step below its name, and what failed', () => {
    const { screen, progress } = view();
    progress.step('global');
    progress.operation('global', { type: 'T', name: 'n', state: 'Failed' });
    progress.line('  something else');
    progress.step('next');
    progress.end();

    expect(screen.shown()).toEqual(['global', '✗ T n', '  something else']);
  });

  it('cuts lines at the width, so that all of them can be erased', () => {
    const { screen, progress } = view();
    progress.step('x'.repeat(100));

    expect(screen.shown()[0]?.length).toBeLessThan(60);
  });
});

it('elsewhere every line is written once, and an instance again only when it has changed', () => {
  let text = '';
  const progress = plainLines((part) => void (text += part));
  progress.step('backend', '1');
  progress.instance('backend-1', instance);
  progress.instance('backend-1', instance);
  progress.instance('backend-1', { ...instance, health: 'healthy' });
  progress.waiting('soaks');
  progress.waiting('soaks');

  expect(text).toBe(
    'backend: 1\n  backend-1: backend-1_0 creating, unknown\n  backend-1: backend-1_0 creating, healthy\n  soaks\n',
  );
});

it('for programs every event is a line of JSON with its time', () => {
  let text = '';
  const progress = jsonLines(createFakeClock(), (part) => void (text += part));
  progress.step('backend', '1');
  progress.fact('released', { service: 'backend' });

  const [first, second] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(first).toEqual({ time: expect.stringMatching(/Z$/) as string, event: 'step', name: 'backend', detail: '1' });
  expect(second).toMatchObject({ event: 'released', service: 'backend' });
});

it('what would change is a tree; what stays is counted, what belongs to others is left out', () => {
  const one = { id: '', type: 'T', properties: [], name: 'n' };
  const tree = changeTree(
    [
      { ...one, change: 'Create', name: 'new' },
      {
        ...one,
        change: 'Modify',
        properties: [
          { path: 'tags.a', change: 'Create', after: 1, children: [] },
          {
            path: 'properties.rules',
            change: 'Array',
            children: [{ path: '0', change: 'Modify', before: 'x', after: 'y', children: [] }],
          },
        ],
      },
      { ...one, change: 'NoChange' },
      { ...one, change: 'Ignore' },
      { ...one, change: 'Unsupported', reason: 'a nested template' },
    ],
    plain,
  );

  expect(tree).toEqual([
    '+ T new',
    '~ T n',
    '    + tags.a: 1',
    '    ~ properties.rules',
    '      ~ 0: "x" → "y"',
    '? T n: a nested template',
    '= 1 resource stays as it is',
  ]);
});

it('has colours on a terminal that can show them, and not against NO_COLOR', () => {
  expect(wantsColours(true, {})).toBe(true);
  expect(wantsColours(true, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColours(true, { TERM: 'dumb' })).toBe(false);
  expect(wantsColours(false, {})).toBe(false);
  expect(paintOf(true).good('x')).toBe('\u001b[32mx\u001b[0m');
});
