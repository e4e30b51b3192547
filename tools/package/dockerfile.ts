/** The user of the container; the units that run it name it too. */
export const userId = 10_001;

interface Stamp {
  service: string;
  version: string;
  commit: string;
}

/**
 * The image of a service: Node and its one file. Nothing in it can be written by the user that it runs as, so that it
 * runs on a root that is read only.
 * @param files of the build context, which are all that is copied
 */
export const dockerfile = ({ service, version, commit }: Stamp, files: readonly string[]): string =>
  [
    '# Node 24 on Linux with glibc, by its digest; there is no default, so that none is taken by mistake.',
    'ARG NODE_IMAGE',
    'FROM ${NODE_IMAGE}',
    `LABEL org.opencontainers.image.title="${service}" org.opencontainers.image.version="${version}" org.opencontainers.image.revision="${commit}"`,
    'ENV NODE_ENV=production',
    'WORKDIR /app',
    `COPY --chown=0:0 --chmod=0444 ${files.join(' ')} /app/`,
    '# An image whose Node cannot run it is not made.',
    `RUN test "$(node --print 'process.versions.node.split(".")[0]')" = 24`,
    `RUN test "$(node main.mjs --version)" = "${service} ${version}"`,
    `USER ${userId}:${userId}`,
    'STOPSIGNAL SIGTERM',
    'ENTRYPOINT ["node", "--enable-source-maps", "/app/main.mjs"]',
    '',
  ].join('\n');

export interface Instruction {
  name: string;
  text: string;
}

/** Instructions in order, without comments; lines that a backslash joins are one. */
export const instructionsOf = (text: string): Instruction[] =>
  text
    .replace(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trimStart().startsWith('#'))
    .map((line) => {
      const [, name = '', rest = ''] = /^\s*(\S+)\s*(.*)$/.exec(line) ?? [];
      return { name: name.toUpperCase(), text: rest.trim() };
    });
