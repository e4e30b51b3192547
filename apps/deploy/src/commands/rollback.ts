import { DeployError } from '../deploy-error.ts';
import { readVersions, releaseService, type ReleaseRequest, type VersionsDocument } from '../release/index.ts';
import { type Command } from './command.ts';
import { exitCodes } from './exit-codes.ts';
import { releaseParts } from './release-parts.ts';
import { tellOutcome } from './service.ts';
import { serviceFaults, serviceOf, versionFaults } from './service-operand.ts';

export const rollback: Command = {
  name: 'rollback',
  about: 'releases the version of a service that ran before, in the same way',
  operands: 'NAME',
  options: { version: { describe: 'another one than the one before', value: 'VERSION' } },
  details: [
    'The version before is the one that the version store names; it runs from the image that it had then, whatever its',
    'tag says now. A rollback is a release: the one before it is what a second rollback goes back to.',
  ],
  undoes: true,
  check: (line) => [...serviceFaults(line.operands), ...versionFaults(line.value('version'))],
  async run(workshop, line) {
    const parts = releaseParts(workshop, serviceOf(line.operands));
    const recorded = await readVersions(parts.region.blobs, parts);
    const request = goBackTo(parts.service, recorded?.value, line.value('version'));
    tellOutcome(workshop, parts.service, await releaseService(parts, request));
    return exitCodes.done;
  },
};

/** @throws DeployError `bad-input` when nothing ran before */
export function goBackTo(
  service: string,
  recorded: VersionsDocument | undefined,
  version: string | undefined,
): ReleaseRequest {
  const known = [recorded?.previous, recorded?.current].find((one) => one && one.version === version);
  if (known) return { version: known.version, digest: known.digest };
  if (version !== undefined) return { version };
  if (!recorded?.previous) throw new DeployError('bad-input', `nothing of ${service} ran before: name a --version`);
  const { version: before, digest } = recorded.previous;
  return { version: before, digest };
}
