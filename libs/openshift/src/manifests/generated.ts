import { type Document, parseDocument } from 'yaml';
import { ManifestError, type Manifests } from './manifests.ts';

const dns = 'manifests/cluster-dns-02-config.yml';
const infrastructure = 'manifests/cluster-infrastructure-02-config.yml';
const controlPlaneMachineSet = 'openshift/99_openshift-machine-api_master-control-plane-machine-set.yaml';
const masterMachine = /^openshift\/99_openshift-cluster-api_master-machines-\d+\.yaml$/;
const workerMachineSet = /^openshift\/99_openshift-cluster-api_worker-machineset-\d+\.yaml$/;

/** One file as its path and text; none when it needs no change. */
export type Change = [path: string, text: string];

/** Public names are ours: the cluster must not look for a zone that it has no right to. */
export function removePublicZone(manifests: Manifests): Change[] {
  const document = open(manifests, dns, 'DNS');
  return document.deleteIn(['spec', 'publicZone']) ? [[dns, print(document)]] : [];
}

/** An active one would replace the masters, whose disks and names come from our templates. */
export function deactivateControlPlaneMachineSet(manifests: Manifests): Change[] {
  const document = open(manifests, controlPlaneMachineSet, 'ControlPlaneMachineSet');
  const state: unknown = document.getIn(['spec', 'state']);
  if (state === 'Inactive') return [];
  document.setIn(['spec', 'state'], 'Inactive');
  return [[controlPlaneMachineSet, print(document)]];
}

/** @throws ManifestError when the infrastructure has no name */
export function infraIdOf(manifests: Manifests): string {
  const name: unknown = open(manifests, infrastructure, 'Infrastructure').getIn(['status', 'infrastructureName']);
  if (typeof name !== 'string' || name === '') throw new ManifestError(infrastructure, 'no status.infrastructureName');
  return name;
}

/**
 * Without Machines nobody watches the masters, without MachineSets nobody makes workers.
 * @throws ManifestError unless there are the three masters of our templates and a MachineSet
 */
export function requireMachines(manifests: Manifests): void {
  const infraId = infraIdOf(manifests);
  const found = namesOf(manifests, masterMachine, 'Machine');
  const expected = [0, 1, 2].map((index) => `${infraId}-master-${index}`);
  if (found.length !== expected.length || !expected.every((name) => found.includes(name)))
    throw new ManifestError('openshift', `master Machines are '${found.join(', ')}', not '${expected.join(', ')}'`);
  if (namesOf(manifests, workerMachineSet, 'MachineSet').length === 0)
    throw new ManifestError('openshift', 'no worker MachineSet');
}

const namesOf = (manifests: Manifests, pattern: RegExp, kind: string): string[] =>
  [...manifests.keys()]
    .filter((path) => pattern.test(path))
    .map((path) => String(open(manifests, path, kind).getIn(['metadata', 'name'])));

function open(manifests: Manifests, path: string, kind: string): Document {
  const text = manifests.get(path);
  if (text === undefined) throw new ManifestError(path, 'is missing');
  const document = parseDocument(text);
  if (document.errors.length > 0) throw new ManifestError(path, 'is no YAML');
  if (document.get('kind') !== kind) throw new ManifestError(path, `is no ${kind}`);
  return document as Document;
}

const print = (document: Document) => document.toString({ lineWidth: 0, indentSeq: false });
