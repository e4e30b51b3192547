import { type Instruction, instructionsOf } from './dockerfile.ts';

type Rule = (all: readonly Instruction[]) => boolean;
const named = (all: readonly Instruction[], ...names: string[]) => all.filter(({ name }) => names.includes(name));

/** What an image of ours must keep; by the sentence that is said when it does not. */
const rules: Readonly<Record<string, Rule>> = {
  'the base image is by digest, or an argument without a default': (all) =>
    named(all, 'FROM').every(({ text }) => {
      const argument = /^\$\{?(\w+)\}?$/.exec(text)?.[1];
      return argument === undefined
        ? /@sha256:[0-9a-f]{64}( AS \w+)?$/i.test(text)
        : named(all, 'ARG').some((one) => one.text === argument);
    }) && named(all, 'FROM').length > 0,
  'the last user is a number that is not 0': (all) => /^[1-9]\d*:[1-9]\d*$/.test(named(all, 'USER').at(-1)?.text ?? ''),
  'what is copied belongs to root, and nobody may write it': (all) =>
    named(all, 'COPY').every(({ text }) => /--chown=0:0 --chmod=0[0145]{3} /.test(text)),
  'files are copied by name': (all) => named(all, 'COPY').every(({ text }) => !/(^|\s)(\.|\S*\*\S*)(\s|$)/.test(text)),
  'nothing is fetched while it is built': (all) =>
    named(all, 'ADD').length === 0 &&
    named(all, 'RUN').every(({ text }) => !/\b(curl|wget|apt|apt-get|apk|dnf|tdnf|yum|npm|pip)\b/.test(text)),
  'no volume, which could be written': (all) => named(all, 'VOLUME').length === 0,
  'no secret stands in it': (all) =>
    named(all, 'ENV', 'ARG', 'LABEL').every(({ text }) => !/password|secret|token|key=|connection/i.test(text)),
  'it starts a program without a shell': (all) =>
    named(all, 'CMD').length === 0 &&
    named(all, 'ENTRYPOINT').length === 1 &&
    named(all, 'ENTRYPOINT').every(({ text }) => isListOfTexts(text)),
  'nothing comes after the user but how it is started and stopped': (all) => {
    const at = all.findLastIndex(({ name }) => name === 'USER');
    return all.slice(at + 1).every(({ name }) => ['ENTRYPOINT', 'STOPSIGNAL'].includes(name));
  },
};

/** The rules that a Dockerfile breaks. */
export function faultsOf(dockerfile: string): string[] {
  const all = instructionsOf(dockerfile);
  return Object.entries(rules)
    .filter(([, keeps]) => !keeps(all))
    .map(([rule]) => rule);
}

function isListOfTexts(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((one) => typeof one === 'string');
  } catch {
    return false;
  }
}
