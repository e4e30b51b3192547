import { osImageOf } from './os-image.ts';

const bootImages = (release?: string) =>
  `kind: ConfigMap
metadata: {name: coreos-bootimages}
data:
  stream: |
    ${JSON.stringify({ architectures: { x86_64: { 'rhel-coreos-extensions': { 'azure-disk': { release } } } } })}
`;

it.each([
  ['4.16.30', '416.94.202405141042-0', 'aro_416', '416.94.20240514'],
  ['4.19.3', '9.6.20250523-0', 'aro_419', '419.6.20250523'],
])('finds the marketplace image of %s', (version, build, sku, image) => {
  expect(osImageOf(version, 'amd64', bootImages(build))).toEqual({
    publisher: 'azureopenshift',
    offer: 'aro4',
    skus: { V1: sku, V2: `${sku}-v2` },
    version: image,
  });
});

it.each([
  ['no YAML', '{', '`data.stream` is no JSON'],
  ['no stream', 'data: {}', '`data.stream` is no JSON'],
  ['none for Azure', bootImages(), 'there is none for Azure on amd64'],
  ['an unknown build', bootImages('latest'), "'latest' is no version of a boot image"],
])('says what is wrong with boot images that have %s', (_, text, message) => {
  expect(() => osImageOf('4.16.30', 'amd64', text)).toThrow(`the boot images of 4.16.30: ${message}`);
});
