import { type Clock, type Duration, formatDuration, milliseconds, seconds, toInstant } from '@aro-rp/time';
import { type Snapshot, type Tally } from './tally.ts';

/** What happens in a run, for whoever watches it. */
export type MirrorEvent =
  | { event: 'release-begins'; release: string; images: number; recorded: number }
  | { event: 'image-done'; image: string; digest: string; bytes: number; copied: boolean }
  | { event: 'image-failed'; image: string; cause: string }
  | { event: 'image-planned'; image: string; digest: string; bytes: number; manifests: number; blobs: number }
  | { event: 'image-missing'; image: string; cause: string }
  | { event: 'release-mirrored'; release: string; image: string }
  | { event: 'release-verified'; release: string; images: number; installer?: string }
  | { event: 'release-offered'; release: string; offered: 'created' | 'already there' }
  | { event: 'note'; message: string }
  | { event: 'done'; images: number; copied: number; bytes: number; seconds: number };

export type Report = (event: MirrorEvent) => void;

export interface View {
  report: Report;
  /** Shows where it stands a last time. */
  end(): void;
}

export interface ViewOptions {
  tally: Tally;
  clock: Clock;
  write(text: string): void;
}

/** Every event as a line of JSON, and where it stands (`"event":"progress"`) every five seconds. */
export function jsonLines({ tally, clock, write }: ViewOptions): View {
  const line = (what: object) => write(`${JSON.stringify({ time: toInstant(clock.now()), ...what })}\n`);
  const progress = () => {
    const { images, bytes, rate, left } = tally.snapshot();
    line({
      ...{ event: 'progress', images, bytes, bytesPerSecond: Math.round(rate) },
      ...(left !== undefined && { secondsLeft: Math.round(left / 1_000) }),
    });
  };
  const ticking = every(clock, seconds(5), progress);
  return {
    report: line,
    end() {
      ticking[Symbol.dispose]();
      if (tally.snapshot().images.total > 0) progress();
    },
  };
}

/** One line that is written anew five times a second, and above it what a person has to know. */
export function terminal({ tally, clock, write }: ViewOptions): View {
  const eraseLine = '\r\u001b[K';
  const show = () => {
    const snapshot = tally.snapshot();
    if (snapshot.images.total > 0) write(`${eraseLine}${progressLine(snapshot)}`);
  };
  const ticking = every(clock, milliseconds(200), show);
  return {
    report(event) {
      const text = lineOf(event);
      if (text === undefined) return;
      write(`${eraseLine}${text}\n`);
      if (event.event !== 'done') show();
    },
    end() {
      ticking[Symbol.dispose]();
      write(eraseLine);
    },
  };
}

function every(clock: Clock, interval: Duration, work: () => void): Disposable {
  let timer: Disposable;
  const next = () => {
    timer = clock.schedule(interval, () => {
      work();
      next();
    });
  };
  next();
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}

export function progressLine({ images: { total, done, failed }, bytes, rate, left }: Snapshot): string {
  const parts = [`${done}/${total} images`, bytesText(bytes), `${bytesText(rate)}/s`];
  if (left !== undefined) parts.push(`${formatDuration(milliseconds(Math.ceil(left / 1_000) * 1_000))} left`);
  if (failed > 0) parts.push(`${failed} failed`);
  return parts.join(', ');
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Such as `1.5 GiB`. */
export function bytesText(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${(bytes / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

function lineOf(event: MirrorEvent): string | undefined {
  switch (event.event) {
    case 'release-begins':
      return `${event.release}: ${event.images} images, ${event.recorded} of them recorded as copied`;
    case 'image-done':
      return undefined;
    case 'image-failed':
      return `${event.image} is not copied: ${event.cause}`;
    case 'image-missing':
      return `${event.image}: ${event.cause}`;
    case 'image-planned':
      return event.manifests + event.blobs === 0
        ? undefined
        : `${event.image}: ${event.manifests} manifests, ${event.blobs} blobs, ${bytesText(event.bytes)}`;
    case 'release-mirrored':
      return `${event.release} is mirrored: ${event.image}`;
    case 'release-verified':
      return `${event.release} is complete: ${event.images} images${event.installer === undefined ? '' : `, openshift-install ${event.installer}`}`;
    case 'release-offered':
      return event.offered === 'created'
        ? `${event.release} can be enabled with \`backend enable-version ${event.release}\``
        : `${event.release} is in OpenShiftVersions already, and stays as it is there`;
    case 'note':
      return event.message;
    case 'done':
      return `${event.images} images, ${event.copied} copied, ${bytesText(event.bytes)} in ${event.seconds.toFixed(1)} s`;
  }
}
