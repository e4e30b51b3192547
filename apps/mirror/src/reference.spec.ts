import fc from 'fast-check';
import { formatReference, parseReference } from './reference.ts';

const digest = `sha256:${'a'.repeat(64)}`;

it('reads host, repository, tag and digest', () => {
  expect(parseReference(`localhost:5000/a/b-c:4.16.30-x86_64@${digest}`)).toEqual({
    host: 'localhost:5000',
    repository: 'a/b-c',
    tag: '4.16.30-x86_64',
    digest,
  });
});

it.each(['', 'ubuntu', 'ubuntu:22.04', 'quay.io/a', 'quay.io/A:1', 'quay.io/a@sha256:12', 'quay.io//a:1', 'a/b:1'])(
  'takes %j for no reference',
  (text) => {
    expect(parseReference(text)).toBeUndefined();
  },
);

it('writes what it reads', () => {
  const name = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,8})?$/);
  const reference = fc.record(
    {
      host: fc.constantFrom('quay.io', 'localhost:5000', 'registry.access.redhat.com', 'one:80'),
      repository: fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/')),
      tag: fc.stringMatching(/^\w[\w.-]{0,20}$/),
      digest: fc.constant(digest),
    },
    { requiredKeys: ['host', 'repository', 'digest'] },
  );
  fc.assert(fc.property(reference, (one) => expect(parseReference(formatReference(one))).toEqual(one)));
});
