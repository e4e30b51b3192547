import { type Resource } from '../model/resource.ts';
import { parseFilter, parseTagFilter } from './filter.ts';

const resource = (type: string, name: string, group: string): Resource => ({
  id: `/subscriptions/s/resourceGroups/${group}/providers/${type}/${name}`,
  name,
  type,
  location: 'eastus',
  envelope: {},
  properties: {},
  provisioningState: 'Succeeded',
  etag: '1',
  createdTime: '',
  changedTime: '',
});
const nsg = resource('Microsoft.Network/networkSecurityGroups', 'one', 'a');
const vnet = { ...resource('Microsoft.Network/virtualNetworks', "o'two", 'b'), tags: { Owner: 'Red and blue' } };

describe('parseFilter', () => {
  it.each([
    [undefined, [true, true]],
    ["resourceType eq 'microsoft.network/networksecuritygroups'", [true, false]],
    ["resourceType ne 'Microsoft.Network/networkSecurityGroups'", [false, true]],
    ["resourceGroup eq 'B'", [false, true]],
    ["name eq 'o''two'", [false, true]],
    ["resourceGroup eq 'a' and name eq 'o''two'", [false, false]],
    ["substringof('TW', name)", [false, true]],
    ["substringof('a', resourceGroup) or name eq 'o''two'", [true, true]],
    ["name eq 'one and two'", [false, false]],
    ["tagName eq 'owner'", [false, true]],
    ["tagName eq 'owner' and tagValue eq 'Red and blue'", [false, true]],
    ["tagName eq 'owner' and tagValue eq 'red'", [false, false]],
    ["(resourceGroup eq 'a') or (name eq 'o''two')", [true, true]],
  ])('%s', (text, expected) => {
    expect([nsg, vnet].map(parseFilter(text))).toEqual(expected);
  });

  it.each([
    "colour eq 'red'",
    "name gt 'a'",
    'name',
    "name eq 'a' and location eq 'b' or name eq 'c'",
    "tagValue eq 'a'",
    "tagName ne 'a'",
    "tagName eq 'a' or tagName eq 'b'",
    "tagName eq 'a' and name eq 'b'",
    "substringof('a', location)",
  ])('refuses %s', (text) => {
    expect(() => parseFilter(text)).toThrow(expect.objectContaining({ code: 'InvalidFilterInQueryString' }));
  });

  it('takes nothing but tags for resource groups', () => {
    expect([nsg, vnet].map(parseTagFilter("tagName eq 'Owner'"))).toEqual([false, true]);
    expect(() => parseTagFilter("name eq 'a'")).toThrow("Invalid $filter 'name eq 'a''");
  });
});
