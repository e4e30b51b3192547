import { credentialSettings, describeSettings } from '@aro-rp/service';
import { commandSettings } from '../settings.ts';

const { cosmosEndpoint, installerStore } = commandSettings;

export const usage = (): string => `mirror: copies OpenShift releases into the service's registry

  mirror                                  run as a service, until SIGTERM (\`mirror --help\` names its settings)
  mirror release VERSION... [--channel C]  copy, verify and offer releases; the channel is stable-MAJOR.MINOR unless told
  mirror graph --channel C... [--min V]   the same for all that channels name from a version on
  mirror images FILE                      copy the images that FILE lists, one reference on a line, # begins a comment
  mirror verify VERSION... [--channel C]  look whether releases are complete; store openshift-install, offer them
         [--repair]                       and copy again what is missing
  mirror plan release|graph|images ...    what would be copied, and how many bytes; writes nothing

  --output json|text   lines of JSON, or progress for people; unless told, text on a terminal and else JSON

What was copied stays: a run that was cut off is begun again, and copies what is missing. Several may run at once.
Without ${cosmosEndpoint.name} nothing is recorded, and several share no work; without ${installerStore.name} openshift-install
is not stored, and nothing is offered. The identity is needed for these two, and for the registry where it has no
credentials in a file.

Configuration comes from the environment:
${describeSettings(commandSettings)}
${describeSettings(credentialSettings)}

Exit codes: 0 done; 1 failed, and a second run goes on; 2 bad arguments, settings or file, nothing was begun;
3 there is no such release; 4 something is missing in the registry, or different.`;
