import { type Progress } from '../progress/index.ts';
import { type Action } from './perform.ts';
import { type ReleaseRecord } from './record.ts';

/** Tells what is done next, in words. */
export function tell(progress: Progress, step: Action, release: ReleaseRecord | undefined): void {
  switch (step.kind) {
    case 'begin':
      return progress.step('check', 'what the release would change');
    case 'take-over':
      return progress.line(
        `takes over ${release?.version ?? ''} from ${release?.by ?? ''}, who began at ${release?.since ?? ''}`,
      );
    case 'give-up':
      progress.line(`gives up: ${step.reason}`);
      return progress.step('undo', release?.serving === undefined ? undefined : `${release.serving} stays`);
    case 'deploy':
      return progress.step('deploy', release?.scaleSet);
    case 'await-health':
      return progress.step('wait until healthy', release?.scaleSet);
    case 'soak':
      return progress.step('soak', release?.scaleSet);
    case 'stop-repairs':
    case 'start-repairs':
    case 'delete':
    case 'claim':
      return progress.step(step.kind.replace('-', ' '), step.scaleSet);
    case 'await-gone':
      return progress.step('wait until gone', step.scaleSets.join(', '));
    case 'cancel-deployment':
      return progress.step('end the deployment', release?.scaleSet);
    case 'begin-soak':
    case 'promote':
    case 'record-version':
    case 'end':
      return progress.fact(step.kind, { ...release });
  }
}
