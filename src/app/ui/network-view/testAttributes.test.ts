import { afterEach, beforeEach, expect, it, vi } from 'vitest';

async function attributes(): Promise<DOMStringMap> {
  const { describeForTests } = await import('./testAttributes');
  const view = { dataset: {} };
  describeForTests(
    view,
    { drawn: null, resting: true },
    new Map([[0, { x: 1.2, y: 3, halfWidth: 22, halfHeight: 14 }]]),
  );
  return view.dataset;
}

beforeEach(() => vi.resetModules());
afterEach(() => vi.unstubAllGlobals());

it('the network view writes no test attributes unless the page was opened by a test', async () => {
  expect(await attributes()).toEqual({});
});

it('a page opened by a test describes its network in attributes', async () => {
  vi.stubGlobal('__modulodeTest', true);
  expect(await attributes()).toEqual({
    nodeCount: '1',
    edgeCount: '0',
    dashedCount: '0',
    edgeColors: '[]',
    edges: '[]',
    layout: 'resting',
    nodePositions: '{"":[1,3]}',
    nodeSizes: '{"":[44,28]}',
  });
});
