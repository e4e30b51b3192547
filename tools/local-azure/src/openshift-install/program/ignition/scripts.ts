/**
 * The scripts of the bootstrap machine. Nobody runs them here: they say what the real ones do, in its order, so that
 * whoever reads a bootstrap.ign finds what belongs there.
 */
const script = (...lines: string[]): string => `#!/usr/bin/env bash\nset -euo pipefail\n\n${lines.join('\n')}\n`;

const waitForApi = `until oc --kubeconfig=/opt/openshift/auth/kubeconfig get --raw /readyz >/dev/null 2>&1; do
  sleep 5
done`;

/** One render of an operator's bootstrap manifests by its image in the release. */
const render = (operator: string, image: string): string => `if [ ! -d /opt/openshift/${operator}-bootstrap ]; then
  echo "Rendering the manifests of ${operator}"
  podman run --quiet --net=host --rm --volume /opt/openshift:/assets:z "$(image_for ${image})" render \\
    --asset-input-dir=/assets/tls \\
    --asset-output-dir=/assets/${operator}-bootstrap \\
    --config-output-file=/assets/${operator}-bootstrap/config
  cp /opt/openshift/${operator}-bootstrap/bootstrap-manifests/* /etc/kubernetes/manifests/
  cp /opt/openshift/${operator}-bootstrap/manifests/* /opt/openshift/manifests/
fi`;

const operators = [
  ['cluster-config-operator', 'cluster-config-api'],
  ['cluster-version-operator', 'cluster-version-operator'],
  ['etcd-operator', 'cluster-etcd-operator'],
  ['kube-apiserver-operator', 'cluster-kube-apiserver-operator'],
  ['kube-controller-manager-operator', 'cluster-kube-controller-manager-operator'],
  ['kube-scheduler-operator', 'cluster-kube-scheduler-operator'],
  ['ingress-operator', 'cluster-ingress-operator'],
  ['node-tuning-operator', 'cluster-node-tuning-operator'],
  ['cloud-controller-manager', 'cluster-cloud-controller-manager-operator'],
  ['machine-config-operator', 'machine-config-operator'],
] as const;

/** Texts by path; all are executable. @param releaseImage the pull spec */
export const scripts = (releaseImage: string): Record<string, string> => ({
  '/usr/local/bin/release-image.sh': script(
    '# Prints the pull spec of one image of the release.',
    'image_for() {',
    `  podman run --quiet --rm --net=none ${releaseImage} image "\${1}"`,
    '}',
  ),
  '/usr/local/bin/release-image-download.sh': script(
    `RELEASE_IMAGE=${releaseImage}`,
    'echo "Pulling $RELEASE_IMAGE..."',
    'until podman pull --quiet --authfile=/root/.docker/config.json "$RELEASE_IMAGE"; do',
    '  echo "Pull failed. Retrying $RELEASE_IMAGE..."',
    '  sleep 10',
    'done',
  ),
  '/usr/local/bin/bootkube.sh': script(
    '. /usr/local/bin/release-image.sh',
    'mkdir --parents /etc/kubernetes/manifests /etc/kubernetes/bootstrap-secrets',
    'cp /opt/openshift/tls/* /etc/kubernetes/bootstrap-secrets/',
    ...operators.map(([operator, image]) => render(operator, image)),
    'echo "Starting the bootstrap control plane"',
    'podman run --quiet --net=host --rm --volume /opt/openshift:/assets:z "$(image_for cluster-bootstrap)" start \\',
    '  --tear-down-early=false --tear-down-delay=300s --asset-dir=/assets \\',
    '  --required-pods="openshift-kube-apiserver/kube-apiserver,openshift-kube-scheduler/openshift-kube-scheduler,openshift-kube-controller-manager/kube-controller-manager,openshift-cluster-version/cluster-version-operator"',
    'oc --kubeconfig=/opt/openshift/auth/kubeconfig --namespace=kube-system create configmap bootstrap --from-literal=status=complete',
  ),
  '/usr/local/bin/kubelet.sh': script(
    '. /usr/local/bin/release-image.sh',
    'exec /usr/bin/kubelet --anonymous-auth=false --container-runtime-endpoint=/var/run/crio/crio.sock \\',
    '  --pod-manifest-path=/etc/kubernetes/manifests --cluster-domain=cluster.local --cgroup-driver=systemd \\',
    '  --serialize-image-pulls=false --volume-plugin-dir=/etc/kubernetes/kubelet-plugins/volume/exec',
  ),
  '/usr/local/bin/approve-csr.sh': script(
    waitForApi,
    'while [ ! -f /opt/openshift/.bootkube.done ]; do',
    '  oc --kubeconfig="${1}" get csr --no-headers | grep Pending | awk \'{print $1}\' | xargs --no-run-if-empty oc --kubeconfig="${1}" adm certificate approve',
    '  sleep 20',
    'done',
  ),
  '/usr/local/bin/crio-configure.sh': script(
    'mkdir --parents /etc/crio/crio.conf.d',
    'printf \'[crio.image]\\npause_image_auth_file = "/root/.docker/config.json"\\n\' > /etc/crio/crio.conf.d/00-pause',
  ),
  '/usr/local/bin/report-progress.sh': script(
    waitForApi,
    'oc --kubeconfig=/opt/openshift/auth/kubeconfig get clusterversion,clusteroperators || true',
  ),
  '/usr/local/bin/installer-gather.sh': script(
    'ARTIFACTS=/tmp/artifacts-"${1:-$(date +%s)}"',
    'mkdir --parents "$ARTIFACTS"/{bootstrap/{containers,journals,network,pods},resources,rendered-assets}',
    'for service in approve-csr bootkube crio-configure kubelet release-image; do',
    '  journalctl --boot --no-pager --output=short --unit="$service" > "$ARTIFACTS/bootstrap/journals/$service.log"',
    'done',
    'for resource in apiservices clusteroperators clusterversion configmaps csr endpoints events machineconfigpools machineconfigs machines machinesets nodes pods services; do',
    '  oc --kubeconfig=/opt/openshift/auth/kubeconfig get "$resource" --all-namespaces --output=json > "$ARTIFACTS/resources/$resource.json" || true',
    'done',
    'tar --create --gzip --file "$ARTIFACTS.tar.gz" --directory /tmp "$(basename "$ARTIFACTS")"',
  ),
});
