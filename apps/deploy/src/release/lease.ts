import { type Clock, milliseconds, seconds } from '@aro-rp/time';
import { type BlobLease, type Blobs } from '../azure/index.ts';
import { DeployError } from '../deploy-error.ts';

/** As long as a blob's lease may be that does not last for ever (Blob service REST, Lease Blob). */
const leaseTime = seconds(60);
const renewEvery = seconds(15);
const tryAgainAfter = seconds(5);
/** Before anybody else can have it, whatever a request under way takes to arrive. */
const holdsFor = seconds(45);

/** The right to release a service into a region: one run has it at a time. */
export interface HeldLease {
  id: string;
  /** Aborts with a {@link DeployError} `lost` when somebody else has it, or may have. */
  signal: AbortSignal;
  /** To be called before every write. @throws DeployError `lost` */
  check(): void;
  /** Ends the renewals and lets others have it at once. Never throws: without it the lease ends by itself. */
  giveBack(): Promise<void>;
}

/** @returns `taken` while another run has it, or had it less than a minute before it died */
export async function holdLease(
  { blobs, clock }: { blobs: Blobs; clock: Clock },
  container: string,
  name: string,
): Promise<HeldLease | 'taken'> {
  const asked = clock.monotonic();
  const lease = await blobs.lease(container, name, leaseTime / 1_000);
  return lease === 'taken' ? 'taken' : keep(lease, asked, clock);
}

/** @param since when the request began that gave us the lease: Azure counts from later */
function keep(lease: BlobLease, since: number, clock: Clock): HeldLease {
  const lost = new AbortController();
  let held = since;
  let isOver = false;
  let timer: Disposable | undefined;
  const lose = (why: string) => {
    isOver = true;
    lost.abort(new DeployError('lost', `${why}; nothing more is written, and the same command goes on`));
  };
  const isLate = () => clock.monotonic() - held >= holdsFor;

  const renew = async () => {
    const asked = clock.monotonic();
    try {
      await lease.renew();
      held = asked;
      return renewEvery;
    } catch (error) {
      if (error instanceof DeployError && error.kind === 'lost') lose('the release is somebody else’s by now');
      else if (isLate()) lose('the lease could not be renewed in time');
      return tryAgainAfter;
    }
  };
  const next = (after: number) => {
    timer = clock.schedule(milliseconds(after), () => {
      void renew().then((again) => {
        if (!isOver) next(again);
      });
    });
  };
  next(renewEvery);

  return {
    id: lease.id,
    signal: lost.signal,
    check() {
      // A machine that slept has no timers that tell it so.
      if (!isOver && isLate()) lose('the lease could not be renewed in time');
      lost.signal.throwIfAborted();
    },
    async giveBack() {
      isOver = true;
      timer?.[Symbol.dispose]();
      if (!lost.signal.aborted) await lease.release().catch(() => undefined);
    },
  };
}
