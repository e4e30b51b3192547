import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCustomer } from '../harness/customer.ts';
import { root, startSystem, type System } from '../harness/system.ts';
import { customerFolder, type CustomerFolder, describeWithAz } from './azure-cli.ts';
import { everything } from './everything.ts';
import { printedBy, scriptOf, shellBlocks } from './fenced-blocks.ts';

// Some forty starts of an interpreter, each a second and more on a machine that is busy.
jest.setTimeout(500_000);

const page = join(root, 'docs/using-az-aro.md');

/** What a customer would not do, after the page has logged in to the console. */
const wrongPassword = `
curl -sS -o /dev/null -w '%{http_code}\\n' --proxy "$CLUSTER_PROXY" --cacert "$INGRESS_CA" \\
  -u kubeadmin:wrong -H 'X-CSRF-Token: 1' "$OAUTH?client_id=openshift-challenging-client&response_type=token"
`;
/** Who the token is, asked of the Kubernetes API. */
const whoAmI = `
kubectl config view --raw -o 'jsonpath={.clusters[0].cluster.certificate-authority-data}' | base64 -d >api.pem
TOKEN="$(curl -sS -o /dev/null -w '%{redirect_url}' --proxy "$CLUSTER_PROXY" --cacert "$INGRESS_CA" \\
  -u "kubeadmin:$PASSWORD" -H 'X-CSRF-Token: 1' "$OAUTH?client_id=openshift-challenging-client&response_type=token" |
  sed 's/.*#access_token=\\([^&]*\\).*/\\1/; s/%7E/~/')"
curl -sS --proxy "$CLUSTER_PROXY" --cacert api.pem -H "Authorization: Bearer $TOKEN" \\
  "$(kubectl config view -o 'jsonpath={.clusters[0].cluster.server}')/apis/user.openshift.io/v1/users/~"
echo
`;

/** A machine more: what makes it in Azure signs in with the new secret, since it has no other. */
const oneWorkerMore = `
SET="$(HTTPS_PROXY="$CLUSTER_PROXY" kubectl get machinesets -n openshift-machine-api -o 'jsonpath={.items[0].metadata.name}')"
HTTPS_PROXY="$CLUSTER_PROXY" kubectl scale machineset -n openshift-machine-api "$SET" --replicas 2
until [ "$(HTTPS_PROXY="$CLUSTER_PROXY" kubectl get machineset -n openshift-machine-api "$SET" \\
  -o 'jsonpath={.status.availableReplicas}')" = 2 ]; do sleep 1; done
echo two workers in one set
`;

describeWithAz('docs/using-az-aro.md', () => {
  let system: System;
  let folder: CustomerFolder;

  beforeAll(async () => {
    system = await startSystem();
    folder = await customerFolder(system.endpoints);
  });
  afterAll(async () => {
    folder?.close();
    await system?.stop();
  });

  it('is a page whose commands make a cluster, use it, log in to its console, change its credentials and delete it without a trace', async () => {
    const customer = await createCustomer(system.endpoints);
    const before = await everything(customer, system.endpoints);
    const onPage = shellBlocks(readFileSync(page, 'utf8'));
    const login = onPage.findIndex((block) => block.includes('openshift-challenging-client'));
    const renewed = onPage.findIndex((block) => block.includes('az ad app credential delete'));
    const blocks = onPage.toSpliced(renewed + 1, 0, oneWorkerMore).toSpliced(login + 1, 0, wrongPassword, whoAmI);

    const { status, output, errors } = await folder.sh(scriptOf(blocks));

    const printed = printedBy(output);
    const by = (command: string) => printed[blocks.findIndex((block) => block.includes(command))] ?? '';
    if (status !== 0) throw new Error(`${blocks[printed.length - 1]} ended with ${status}:\n${errors}`);
    expect(JSON.parse(by('az aro create'))).toMatchObject({ name: 'my-cluster', provisioningState: 'Succeeded' });
    expect(by('az aro list -o table')).toMatch(/^my-cluster .* Succeeded +3 +https:\/\/console/m);
    expect(by('az aro list-credentials')).toMatch(/"kubeadminUsername": "kubeadmin"/);
    const nodes = by('kubectl get nodes');
    expect(nodes.match(/ Ready +control-plane,master /g)).toHaveLength(3);
    // A cluster is there with two workers; the third may still be on its way.
    expect(nodes.match(/ Ready +worker /g)?.length).toBeGreaterThanOrEqual(2);
    expect(by('kubectl get clusteroperators').match(/ True +False +False /g)?.length).toBeGreaterThan(30);
    expect([by('"kubeadmin:$PASSWORD"'), by('kubeadmin:wrong')]).toEqual(['302', '401']);
    expect(JSON.parse(by('users/~'))).toMatchObject({ kind: 'User', metadata: { name: 'kube:admin' } });
    expect(JSON.parse(by('--refresh-credentials'))).toMatchObject({ provisioningState: 'Succeeded' });
    expect(JSON.parse(by('az ad app credential reset'))).toMatchObject({ provisioningState: 'Succeeded' });
    expect(by('az ad app credential delete').match(/ True +False +False /g)).toHaveLength(2);
    expect(by('kubectl scale')).toMatch(/two workers in one set$/);
    expect(printed.at(-1)).toBe('');
    expect(await everything(customer, system.endpoints)).toEqual(before);
  });
});
