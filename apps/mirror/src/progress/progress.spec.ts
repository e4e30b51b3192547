import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { createTally } from './tally.ts';
import { bytesText, jsonLines, progressLine, terminal } from './view.ts';

const MiB = 2 ** 20;

async function quarterDone() {
  const clock = createFakeClock(0);
  const tally = createTally(clock);
  tally.expect(8);
  await clock.advance(seconds(10));
  tally.add(20 * MiB);
  tally.settle('done');
  tally.settle('failed');
  return { clock, tally };
}

it('tells images, bytes, rate and time left', async () => {
  const { tally } = await quarterDone();

  expect(progressLine(tally.snapshot())).toBe('1/8 images, 20.0 MiB, 2.0 MiB/s, 30s left, 1 failed');
});

it('forgets in its rate what was ten seconds ago, and takes back what is sent again', async () => {
  const { clock, tally } = await quarterDone();
  tally.snapshot();
  await clock.advance(seconds(10));
  tally.add(5 * MiB);
  tally.add(-4 * MiB);

  expect(tally.snapshot()).toMatchObject({ bytes: 21 * MiB, rate: MiB / 10 });
});

it('does not divide by nothing', () => {
  const tally = createTally(createFakeClock(0));
  tally.expect(1);

  expect(tally.snapshot()).toEqual({ images: { total: 1, done: 0, failed: 0 }, bytes: 0, rate: 0 });
});

it('writes a line of JSON for each event, and where it stands every five seconds', async () => {
  const { clock, tally } = await quarterDone();
  const lines: string[] = [];
  const view = jsonLines({ tally, clock, write: (text) => lines.push(text) });

  view.report({ event: 'image-failed', image: 'quay.io/a:1', cause: 'no space' });
  await clock.advance(seconds(11));
  view.end();
  await clock.advance(seconds(60));

  expect(lines.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual([
    'image-failed',
    'progress',
    'progress',
    'progress',
  ]);
  expect(JSON.parse(lines[1]!)).toMatchObject({ images: { total: 8, done: 1, failed: 1 }, bytes: 20 * MiB });
});

it('keeps one line on a terminal, and writes failures above it', async () => {
  const { clock, tally } = await quarterDone();
  let screen = '';
  const view = terminal({ tally, clock, write: (text) => (screen += text) });

  await clock.advance(seconds(1));
  view.report({ event: 'image-failed', image: 'quay.io/a:1', cause: 'no space' });
  view.end();

  const shown = screen.split('\n').map((line) => line.split('\u001b[K').at(-1));
  expect(shown).toEqual(['quay.io/a:1 is not copied: no space', '']);
});

it.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1.5 * 2 ** 30, '1.5 GiB'],
])('writes %d bytes as %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
