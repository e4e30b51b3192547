import { marks, urlMark, userId } from './marks.ts';

/** Where a machine asks for tokens of its identities and for what Azure will do with it ("Azure Instance Metadata Service"). */
const metadata = 'http://169.254.169.254/metadata';

const token = [
  '# A token of one of the identities of this machine: token CLIENT_ID RESOURCE',
  'token() {',
  '  curl --silent --fail --max-time 10 --retry 5 --retry-all-errors --noproxy "*" --header Metadata:true --get \\',
  '    --data-urlencode api-version=2018-02-01 --data-urlencode "client_id=$1" --data-urlencode "resource=$2" \\',
  `    ${metadata}/identity/oauth2/token | jq --raw-output --exit-status .access_token`,
  '}',
];

/** Signs the machine in to the registry, with the identity that may pull and nothing else. */
export const login = [
  '#!/bin/bash',
  'set -euo pipefail',
  ...token,
  `access=$(token "${marks.hostClientId}" https://management.azure.com/)`,
  'refresh=$(curl --silent --fail --max-time 10 --retry 5 --retry-all-errors --data grant_type=access_token \\',
  `  --data "service=${marks.registry}" --data-urlencode "access_token=$access" "https://${marks.registry}/oauth2/exchange" |`,
  '  jq --raw-output --exit-status .refresh_token)',
  `podman login --username 00000000-0000-0000-0000-000000000000 --password-stdin "${marks.registry}" <<<"$refresh"`,
].join('\n');

/** Writes secrets of key vaults into memory, whole files at a time. @param files below /run/aro, each with its own mark */
export const fetchSecrets = (files: readonly string[]): string =>
  [
    '#!/bin/bash',
    'set -euo pipefail',
    'umask 077',
    ...token,
    `access=$(token "${marks.clientId}" https://vault.azure.net)`,
    '# fetch FILE URL',
    'fetch() {',
    '  curl --silent --fail --max-time 10 --retry 5 --retry-all-errors --header "Authorization: Bearer $access" "$2?api-version=7.4" |',
    `    jq --raw-output --exit-status .value >"/run/aro/.$1"`,
    `  chown ${userId}:${userId} "/run/aro/.$1"`,
    '  mv "/run/aro/.$1" "/run/aro/$1"',
    '}',
    'mkdir --parents --mode 0711 /run/aro',
    ...files.map((file) => `fetch ${file} "${urlMark(file)}"`),
  ].join('\n');

/** Waits for the notice that the machine will be terminated, stops the service, and only then lets Azure go on. */
export const watchTermination = (service: string): string =>
  [
    '#!/bin/bash',
    'set -uo pipefail',
    `events=${metadata}/scheduledevents?api-version=2020-07-01`,
    'ask() { curl --silent --fail --max-time 10 --noproxy "*" --header Metadata:true "$@"; }',
    `name=$(ask "${metadata}/instance/compute/name?api-version=2021-02-01&format=text") || exit 1`,
    'while sleep 5; do',
    '  event=$(ask "$events" | jq --raw-output --arg name "$name" \\',
    '    \'first(.Events[] | select(.EventType == "Terminate" and (.Resources | index($name)))) | .EventId\') || continue',
    '  [ -n "$event" ] || continue',
    `  systemctl stop ${service}.service`,
    '  ask --data "{\\"StartRequests\\":[{\\"EventId\\":\\"$event\\"}]}" "$events" && exit 0',
    'done',
  ].join('\n');
