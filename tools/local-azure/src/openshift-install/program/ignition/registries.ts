import { type InstallConfig } from '../install-config/types.ts';
import { quote } from '../go-text.ts';

/** `/etc/containers/registries.conf`: where images by digest are pulled from instead (containers-registries.conf(5)). */
export const registriesConf = (sources: InstallConfig['imageDigestSources'] = []): string =>
  [
    'unqualified-search-registries = []',
    ...sources.map(({ source, mirrors = [] }) =>
      [
        '[[registry]]',
        'prefix = ""',
        `location = ${quote(source)}`,
        'mirror-by-digest-only = true',
        ...mirrors.map((mirror) => `\n[[registry.mirror]]\nlocation = ${quote(mirror)}`),
      ].join('\n'),
    ),
  ].join('\n\n');
