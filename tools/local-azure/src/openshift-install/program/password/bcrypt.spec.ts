import { bcrypt, matchesBcrypt } from './bcrypt.ts';

/** From the public test vectors of jBCrypt. */
const vectors = [
  ['', '$2a$06$DCq7YPn5Rq63x1Lad4cll.TV4S6ytwfsfvkgY8jIucDrjc8deX1s.'],
  ['a', '$2a$10$k87L/MF28Q673VKh8/cPi.SUl7MU/rWuSiIDDFayrKk/1tBsSQu4u'],
  ['~!@#$%^&*()      ~!@#$%^&*()PNBFRD', '$2a$10$LgfYWkbzEvQ4JakH7rOvHe0y8pHKF9OaFgwUZ2q7W2FFZmZzJYlfS'],
] as const;

it.each(vectors)('matches the password %j with a text that another implementation made', (password, text) => {
  expect(matchesBcrypt(password, text)).toBe(true);
  expect(matchesBcrypt(`${password}.`, text)).toBe(false);
});

it('prints version, cost, 22 characters of salt and 31 of hash', () => {
  const text = bcrypt('kubeadmin', new Uint8Array(16).fill(255), 4);

  expect(text).toMatch(/^\$2a\$04\$[./A-Za-z0-9]{53}$/);
  expect(matchesBcrypt('kubeadmin', text)).toBe(true);
});

it.each(['', '$2a$10$short', '$6$salt$hash'])('matches nothing with %j', (text) => {
  expect(matchesBcrypt('', text)).toBe(false);
});
