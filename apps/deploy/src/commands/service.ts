import { type ReleaseOutcome, releaseService } from '../release/index.ts';
import { type Command, type Workshop } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { releaseParts } from './release-parts.ts';
import { serviceFaults, serviceOf, versionFaults } from './service-operand.ts';

export const service: Command = {
  name: 'service',
  about: 'releases one version of one service: beside the one that runs, then instead of it',
  operands: 'NAME',
  options: {
    version: { describe: "the version, which is its image's tag", value: 'VERSION' },
    'keep-failed': { describe: 'where nothing ran before, what fails stays for looking at' },
  },
  details: [
    'The old version is drained only when every instance of the new one is healthy and was so for the whole soak, with',
    'no more failures, older messages or dead letters than the configuration allows. Otherwise the new one goes, and the',
    'old one stays as it is. Ctrl-C stops; the same command goes on. Ctrl-C twice undoes.',
  ],
  undoes: true,
  check: (line) => [
    ...serviceFaults(line.operands),
    ...(line.value('version') === undefined ? ['name a --version'] : versionFaults(line.value('version'))),
  ],
  async run(workshop, line) {
    const parts = releaseParts(workshop, serviceOf(line.operands));
    const version = line.value('version') ?? '';
    tellOutcome(workshop, parts.service, await releaseService(parts, { version, keepFailed: line.has('keep-failed') }));
    return exitCodes.done;
  },
};

/** The last thing that is said of a release. */
export function tellOutcome(
  { progress }: Pick<Workshop, 'progress'>,
  name: string,
  { version, digest, ending }: ReleaseOutcome,
): void {
  progress.line(ending === 'unchanged' ? `${name} ${version} runs already` : `${name} ${version} is released`);
  progress.fact(ending, { service: name, version, digest });
}
