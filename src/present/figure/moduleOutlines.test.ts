import { expect, it } from 'vitest';
import type { Box } from './geometry';
import { outlineModules } from './moduleOutlines';

const long = 'Module 2 (regulators GATA1, SPI1, CEBPA)';

const look = { fill: '#efe', stroke: '#0a0', line: undefined, ink: '#000', opacity: 1 };

function box(x: number, y: number): Box {
  return { x, y, halfWidth: 10, halfHeight: 8 };
}

const panelOf = (right: number) => ({ left: 0, right, top: 0, bottom: 600 });

/** Three genes of one module around (x, 100). */
function outlined(x: number, width?: number, name = long) {
  const boxes = new Map([box(x - 20, 100), box(x + 20, 100), box(x, 60)].entries());
  const modules = [{ module: 0, name, members: [0, 1, 2], ...look }];
  const [found] = outlineModules(
    { nodes: [], modules },
    boxes,
    1,
    width === undefined ? null : panelOf(width),
  );
  if (!found?.nameArea || !found.name) throw new Error('the module has no name');
  return { ...found.nameArea, middle: found.name.x };
}

it('names of modules at the edge of the panel are moved until they fit', () => {
  const free = outlined(400, 800);
  expect(free.middle).toBe(outlined(400).middle);
  const right = outlined(770, 800);
  expect(outlined(770).right).toBeGreaterThan(800);
  expect(right.right).toBeLessThanOrEqual(796);
  // As long as in the middle.
  expect(right.right - right.left).toBeCloseTo(free.right - free.left, 9);
  expect(outlined(30, 800).left).toBeGreaterThanOrEqual(4);
});

it('names of modules beyond the panel, and names longer than it, stay where they are', () => {
  expect(outlined(900, 800).middle).toBe(outlined(900).middle);
  expect(outlined(60, 120).middle).toBe(outlined(60).middle);
});

it('names of modules stand beside the genes of others where there is room', () => {
  const own = [box(380, 100), box(420, 100), box(400, 60)];
  const modules = [{ module: 0, name: 'Module 1', members: [0, 1, 2], ...look }];
  const areaWith = (others: readonly Box[]) => {
    const [found] = outlineModules(
      { nodes: [], modules },
      new Map([...own, ...others].entries()),
      1,
      panelOf(800),
    );
    if (!found?.nameArea) throw new Error('the module has no name');
    return found.nameArea;
  };
  const alone = areaWith([]);
  const where = { x: (alone.left + alone.right) / 2, y: (alone.top + alone.bottom) / 2 };
  const gene = box(where.x, where.y);
  const moved = areaWith([gene]);
  const isBeside =
    moved.right <= gene.x - gene.halfWidth ||
    moved.left >= gene.x + gene.halfWidth ||
    moved.bottom <= gene.y - gene.halfHeight ||
    moved.top >= gene.y + gene.halfHeight;
  expect(isBeside).toBe(true);
});

it('names of modules are not cut at the top of the panel, and not crossed by the outline of another', () => {
  const names = (height: number, others: readonly Box[]) => {
    const own = [box(380, height + 40), box(420, height + 40), box(400, height)];
    const modules = [[0, 1, 2], others.map((_, at) => at + 3)].map((members, module) => ({
      module,
      name: `Module ${module + 1}`,
      members,
      ...look,
    }));
    const boxes = new Map([...own, ...others].entries());
    return outlineModules({ nodes: [], modules }, boxes, 1, panelOf(800))[0];
  };
  const lower = names(300, []);
  expect(lower?.nameArea?.bottom).toBeLessThan(lower?.hull.top.y ?? 0);
  const atTop = names(40, []);
  expect(atTop?.nameArea?.top).toBeGreaterThan(atTop?.hull.bottom.y ?? 0);
  const between = names(540, [box(380, 500), box(420, 500), box(400, 460)]);
  expect(between?.nameArea?.bottom).toBeLessThan(600);
  expect(between?.nameArea?.left).toBeGreaterThan(430);
  const beside = names(300, [box(380, 240), box(420, 240), box(400, 200)]);
  expect(beside?.nameArea?.top).toBeGreaterThan(beside?.hull.bottom.y ?? 0);
});
