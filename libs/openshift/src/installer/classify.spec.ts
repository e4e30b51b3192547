import { classify, innermost } from './classify.ts';
import { createLines, parseLogLine } from './lines.ts';

const wrapped = (cause: string) =>
  `failed to fetch Master Machines: failed to load asset "Install Config": failed to create install config: ${cause}`;

it.each([
  ['credentials', 'AADSTS7000215: Invalid client secret provided.'],
  ['credentials', 'could not retrieve clientSecret from auth file'],
  [
    'permissions',
    'platform.azure.virtualNetwork: Invalid value: "v": Code="AuthorizationFailed" Message="The client …"',
  ],
  ['network', 'platform.azure.computeSubnet: Invalid value: "w": failed to retrieve compute subnet'],
  ['network', 'platform.azure.virtualNetwork: Invalid value: "v": Code="ResourceNotFound"'],
  [
    'cidr',
    'platform.azure.computeSubnet: Invalid value: "w": subnet 10.0.2.0 address prefix is outside of the specified machine networks',
  ],
  [
    'vm-size',
    'controlPlane.platform.azure.type: Invalid value: "X": instance type does not meet minimum resource requirements of 4 vCPUsAvailable',
  ],
  ['vm-size', 'compute[0].platform.azure.type: Invalid value: "X": not found in region eastus'],
  [
    'quota',
    'Code="QuotaExceeded" Message="Operation could not be completed as it results in exceeding approved standardDSv5Family Cores quota"',
  ],
  ['image', 'controlPlane.platform.azure.osImage: Invalid value: {}: could not get marketplace image: NotFound'],
  ['region', 'platform.azure.region: Invalid value: "x": region "x" is not valid or not available for this account'],
  ['install-config', 'invalid "install-config.yaml" file: metadata.name: Invalid value: "A"'],
  ['unknown', 'something else'],
])('takes a failure for %s: %s', (kind, cause) => {
  expect(classify(['noise', wrapped(cause)])).toBe(kind);
  expect(innermost(wrapped(cause))).toBe(cause);
});

it('reads what logrus prints, quoted and bare', () => {
  expect(parseLogLine('level=error msg="a \\"b\\"\\nc"')).toEqual({ level: 'error', message: 'a "b"\nc' });
  expect(parseLogLine('time="2026" level=info msg=done extra=1')).toEqual({ level: 'info', message: 'done' });
  expect(parseLogLine('level=fatal msg="cut \\"off')).toEqual({ level: 'fatal', message: 'cut "off' });
  expect(parseLogLine('panic: runtime error')).toBeUndefined();
});

it('cuts any chunks into the same lines, and the last without a line end', () => {
  const lines: string[] = [];
  const cutter = createLines((line) => lines.push(line));

  for (const chunk of ['on', 'e\r\ntw', 'o\n\nthr', 'ee']) cutter.write(chunk);
  cutter.end();

  expect(lines).toEqual(['one', 'two', 'three']);
});
