import { dockerfile } from './dockerfile.ts';
import { faultsOf } from './lint.ts';

const good = dockerfile({ service: 'backend', version: '0.1.0', commit: 'c0ffee' }, ['main.mjs', 'version.json']);

it("an image's file keeps every rule", () => {
  expect(faultsOf(good)).toEqual([]);
});

it.each([
  ['the base image is by digest, or an argument without a default', 'ARG NODE_IMAGE', 'ARG NODE_IMAGE=node:24'],
  ['the base image is by digest, or an argument without a default', 'FROM ${NODE_IMAGE}', 'FROM node:24'],
  ['the last user is a number that is not 0', 'USER 10001:10001', 'USER node'],
  ['the last user is a number that is not 0', 'USER 10001:10001', 'USER 0:0'],
  ['what is copied belongs to root, and nobody may write it', '--chmod=0444', '--chmod=0644'],
  ['files are copied by name', 'main.mjs version.json /app/', '. /app/'],
  ['nothing is fetched while it is built', 'WORKDIR /app', 'WORKDIR /app\nRUN apt-get install curl'],
  ['nothing is fetched while it is built', 'WORKDIR /app', 'WORKDIR /app\nADD https://example.com/x /x'],
  ['no volume, which could be written', 'WORKDIR /app', 'WORKDIR /app\nVOLUME /data'],
  ['no secret stands in it', 'ENV NODE_ENV=production', 'ENV AZURE_CLIENT_SECRET=hunter2'],
  [
    'it starts a program without a shell',
    'ENTRYPOINT ["node", "--enable-source-maps", "/app/main.mjs"]',
    'ENTRYPOINT node x',
  ],
  ['nothing comes after the user but how it is started and stopped', 'STOPSIGNAL SIGTERM', 'RUN true'],
])('%s: %s is not %s', (rule, from, to) => {
  expect(good).toContain(from);
  expect(faultsOf(good.replace(from, to))).toEqual([rule]);
});
