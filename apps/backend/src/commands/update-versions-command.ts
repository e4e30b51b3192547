import { type VersionContent } from '@aro-rp/database';
import { readVersions } from './read-versions.ts';
import { runUpdate, type UpdateCommand } from './update-command.ts';
import { updateVersions } from './update-versions.ts';

const command: UpdateCommand<VersionContent> = {
  name: 'update-versions',
  container: 'OpenShiftVersions',
  about: `backend update-versions FILE: sets which OpenShift versions may be installed, and with what

FILE is a JSON list; each version has
  version       4.16.30
  enabled       true or false: whether customers may choose it
  default       true for the one that is taken when nobody chooses
  releaseImage  HOST/NAME@sha256:HEX, in the registry that clusters pull from
  installer     {"digest": "sha256:HEX", "size": BYTES}: its openshift-install
  osImage       {"publisher", "offer", "skus": {"V1", "V2"}, "version"}: the machines' image, by hyper-V generation
Versions that the file does not name stay as they are.`,
  read: readVersions,
  write: (database, versions, tell) => updateVersions(database.versions, versions, tell),
};

/** @returns the process's exit code */
export const updateVersionsCommand = (args: readonly string[]): Promise<number> => runUpdate(command, args);
