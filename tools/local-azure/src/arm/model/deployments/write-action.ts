/** The action that a caller needs to put a resource at `id`: `Microsoft.Network/virtualNetworks/write`. */
export function writeActionOf(id: string): string {
  const at = id.toLowerCase().lastIndexOf('/providers/');
  if (at < 0) return 'Microsoft.Resources/subscriptions/resourceGroups/write';
  const [namespace = '', ...rest] = id.slice(at + '/providers/'.length).split('/');
  return [namespace, ...rest.filter((_part, index) => index % 2 === 0), 'write'].join('/');
}
