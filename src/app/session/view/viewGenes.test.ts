import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { emptyView } from '../../../share/view';
import {
  allShown,
  edgeHidden,
  geneShown,
  genesHidden,
  genesIn,
  selectionOf,
  toggledIn,
  withNeighbours,
} from './viewGenes';

const genes = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 12 });

it('selects each gene once, one alone as a gene', () => {
  expect(selectionOf([])).toBeNull();
  expect(selectionOf([4, 4])).toEqual({ kind: 'gene', gene: 4 });
  expect(selectionOf([4, 2, 4])).toEqual({ kind: 'genes', genes: [4, 2] });
});

it('selects exactly the genes that were toggled an odd number of times', () => {
  fc.assert(
    fc.property(genes, (clicks) => {
      const selection = clicks.reduce(toggledIn, null);
      const odd = [...new Set(clicks)].filter(
        (gene) => clicks.filter((one) => one === gene).length % 2 === 1,
      );
      expect(new Set(genesIn(selection))).toEqual(new Set(odd));
      expect(genesIn(selection)).toHaveLength(odd.length);
    }),
  );
});

it('begins a new selection of genes where an edge is selected', () => {
  expect(toggledIn({ kind: 'edge', source: 1, target: 2 }, 5)).toEqual({ kind: 'gene', gene: 5 });
});

it('adds the neighbours in both directions, and those of no other gene', () => {
  const edges = [
    { source: 0, target: 1 },
    { source: 2, target: 0 },
    { source: 1, target: 3 },
  ];
  expect(withNeighbours([0], edges)).toEqual([0, 1, 2]);
  expect(withNeighbours([3, 2], edges)).toEqual([3, 2, 0, 1]);
});

it('hides genes and takes them out of the selection; other selections stay', () => {
  const view = { ...emptyView, selection: selectionOf([1, 2, 3]) };
  const hidden = genesHidden(view, [2, 3]);
  expect(hidden.hiddenGenes).toEqual([2, 3]);
  expect(hidden.selection).toEqual({ kind: 'gene', gene: 1 });
  expect(genesHidden(hidden, [3])).toBe(hidden);
  const edge = { kind: 'edge', source: 0, target: 4 } as const;
  expect(genesHidden({ ...emptyView, selection: edge }, [2]).selection).toBe(edge);
});

it('shows again all that was hidden, whatever the order', () => {
  fc.assert(
    fc.property(genes, (some) => {
      const hidden = some.reduce((view, gene) => genesHidden(view, [gene]), emptyView);
      expect(new Set(hidden.hiddenGenes)).toEqual(new Set(some));
      expect(some.reduce(geneShown, hidden)).toEqual(emptyView);
      expect(allShown(edgeHidden(hidden, { source: 0, target: 1 }))).toEqual(emptyView);
    }),
  );
});
