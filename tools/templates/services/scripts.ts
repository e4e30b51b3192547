import { publishedMetrics, publishedNamespace, type PublishingService } from '@aro-rp/telemetry';
import { healthPort } from '../names.ts';
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

/**
 * Tells Azure Monitor what the service has counted since the last time, by the table of the telemetry library. For a
 * release it is a metric of this version's scale set; for alerts, which outlive versions, of the service's identity. What
 * was told is remembered for each, so that nothing is lost while Azure Monitor is away (REST API of custom metrics).
 */
export const publishMetrics = (service: PublishingService): string =>
  [
    '#!/bin/bash',
    'set -euo pipefail',
    ...token,
    'state=/run/aro-metrics',
    'mkdir --parents --mode 0700 "$state"',
    `text=$(curl --silent --fail --max-time 10 --noproxy "*" http://127.0.0.1:${healthPort}/metrics)`,
    `access=$(token "${marks.hostClientId}" https://monitoring.azure.com/)`,
    'now=$(date --utc +%Y-%m-%dT%H:%M:%SZ)',
    '# values SAMPLES EXCEPT: the values of the samples that one matches and the other does not',
    'values() { grep -E "$1" <<<"$text" | grep -vE "$2" | awk \'{ print $NF }\' || true; }',
    '# post RESOURCE NAME VALUE',
    'post() {',
    '  jq --null-input --compact-output --arg time "$now" --arg metric "$2" --argjson value "$3" \\',
    `    '{time: $time, data: {baseData: {metric: $metric, namespace: "${publishedNamespace}",`,
    "      series: [{min: $value, max: $value, sum: $value, count: 1}]}}}' |",
    '    curl --silent --fail --max-time 10 --output /dev/null --header "Authorization: Bearer $access" \\',
    `      --header Content-Type:application/json --data @- "https://${marks.location}.monitoring.azure.com$1/metrics"`,
    '}',
    '# increase RESOURCE NAME SAMPLES EXCEPT',
    'increase() {',
    '  local told="$state/${1##*/}.$2" total before=0',
    '  total=$(values "$3" "$4" | awk \'{ sum += $1 } END { printf "%.3f", sum }\')',
    '  [ -e "$told" ] && before=$(<"$told")',
    '  post "$1" "$2" "$(awk -v now="$total" -v before="$before" \'BEGIN { printf "%.3f", (now + 0 >= before + 0 ? now - before : now + 0) }\')"',
    '  echo "$total" >"$told"',
    '}',
    '# largest RESOURCE NAME SAMPLES EXCEPT',
    'largest() { post "$1" "$2" "$(values "$3" "$4" | awk \'$1 > top { top = $1 } END { printf "%.3f", top }\')"; }',
    `for resource in ${marks.scaleSet} ${marks.identity}; do`,
    ...publishedMetrics[service].map(
      ({ name, kind, samples, except = '^$' }) => `  ${kind} "$resource" ${name} '${samples.join('|')}' '${except}'`,
    ),
    'done',
  ].join('\n');
