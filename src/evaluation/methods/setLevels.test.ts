import { expect, test } from 'vitest';
import { formulaScreen } from '../../../tests/support/evaluation/formulaScreen';
import { screenOf } from './screen';
import { setLevels } from './setLevels';

test('a perturbed gene is held at its measured mean, or where its kind of perturbation leads elsewhere', () => {
  const dataset = formulaScreen();
  const screen = screenOf(dataset);
  const levelOf = setLevels(screen);
  const place = (gene: string) => screen.dataset.genes.indexOf(gene);
  const meanOf = (gene: string, condition: number) => {
    const column = dataset.genes.indexOf(gene);
    const cells = [...dataset.conditionOfCell.keys()].filter(
      (cell) => dataset.conditionOfCell[cell] === condition,
    );
    return cells.reduce((sum, cell) => sum + (dataset.values[cell * 8 + column] ?? NaN), 0) / cells.length;
  };
  const inDeviations = (gene: string, level: number) =>
    (level - (screen.mean[place(gene)] ?? NaN)) / (screen.scale[place(gene)] ?? NaN);
  const measured = (gene: string, condition: number) => inDeviations(gene, meanOf(gene, condition));
  expect(levelOf({ gene: place('d'), kind: 'knockout' })).toBeCloseTo(measured('d', 1), 4);
  expect(levelOf({ gene: place('b'), kind: 'knockout' })).toBeCloseTo(measured('b', 5), 4);
  // Held out: its cells are not looked at.
  expect(levelOf({ gene: place('e'), kind: 'knockout' })).toBeCloseTo(inDeviations('e', 0), 6);
  expect(levelOf({ gene: place('f'), kind: 'overexpression' })).toBeCloseTo(measured('g', 3), 4);
  // Measured knockdowns leave a share of the expression; the same share is left of other genes.
  const share = Math.expm1(meanOf('a', 4)) / Math.expm1(screen.mean[place('a')] ?? NaN);
  const left = Math.log1p(share * Math.expm1(screen.mean[place('h')] ?? NaN));
  expect(levelOf({ gene: place('h'), kind: 'knockdown' })).toBeCloseTo(inDeviations('h', left), 3);
});
