import { applyTo, toExternal } from './converter.ts';
import { shapeOf } from './schema/shape.ts';
import { storedCluster } from './v2022-04-01/requests.fixture.ts';
import { ClusterWire } from './wire/cluster.ts';

const oldest = shapeOf(ClusterWire, '2019-12-31-preview');
const current = storedCluster();

describe('the converter', () => {
  it('shows a value under the name that a version has for it', () => {
    const { properties } = toExternal(oldest, current) as { properties: Record<string, unknown> };

    expect(properties['consoleUrl']).toBe('https://console.example/');
    expect(properties).not.toHaveProperty('consoleProfile');
  });

  it('undoes itself in a version that can say less', () => {
    expect(applyTo(oldest, toExternal(oldest, current), current)).toBe(current);
  });

  it('shows a profile that the clients look into even when there is nothing in it', () => {
    const { consoleProfile: _none, ...properties } = current.properties;
    const wire = toExternal(shapeOf(ClusterWire, '2022-04-01'), { ...current, properties });

    expect(wire['properties']).toMatchObject({ consoleProfile: {} });
  });

  it('changes neither the cluster nor the request', () => {
    const wire = toExternal(oldest, current);
    const [clusterBefore, wireBefore] = [structuredClone(current), structuredClone(wire)];

    applyTo(oldest, { ...wire, tags: { other: 'tag' } }, current);

    expect([current, wire]).toEqual([clusterBefore, wireBefore]);
  });
});
