import { type Log, type Metrics } from '@aro-rp/telemetry';
import { type Clock, type Duration } from '@aro-rp/time';
import { createTally, type Tally } from './tally.ts';
import { type MirrorEvent, type Report } from './view.ts';

/** Images are told in metrics alone: there are hundreds in a release. */
const quiet: ReadonlySet<MirrorEvent['event']> = new Set(['image-done']);
const warnings: ReadonlySet<MirrorEvent['event']> = new Set(['image-failed', 'image-missing']);

export interface ServiceEvents {
  tally: Tally;
  report: Report;
  stop(): void;
}

/** What a run says and counts, as the service's log lines and metrics. @param options.every how often metrics are set */
export function eventsOf(options: { log: Log; metrics: Metrics; clock: Clock; every: Duration }): ServiceEvents {
  const { log, metrics, clock, every } = options;
  const tally = createTally(clock);
  let sent = 0;
  let timer: Disposable;
  const tell = () => {
    const { images, bytes, rate } = tally.snapshot();
    metrics.set('mirror_images_left', images.total - images.done - images.failed);
    metrics.set('mirror_bytes_per_second', rate);
    if (bytes > sent) metrics.count('mirror_bytes', {}, bytes - sent);
    sent = Math.max(sent, bytes);
  };
  const next = () => {
    timer = clock.schedule(every, () => {
      tell();
      next();
    });
  };
  next();
  return {
    tally,
    report(event) {
      const { event: name, ...fields } = event;
      if (event.event === 'image-done')
        metrics.count('mirror_images', { outcome: event.copied ? 'copied' : 'present' });
      if (event.event === 'image-failed') metrics.count('mirror_images', { outcome: 'failed' });
      if (quiet.has(name)) return;
      (warnings.has(name) ? log.warn : log.info).call(log, name, fields);
    },
    stop() {
      timer[Symbol.dispose]();
      tell();
    },
  };
}
