import { expect, it } from 'vitest';
import type { Condition, Dataset, Intervention } from '../../dataset/dataset';
import { prepare, type Prepared } from '../../dynamics/prepare/prepare';
import { presets } from '../../dynamics/settings';
import { Random } from '../../numerics/random';
import { measuredResponse, responseOf } from './fit';
import { screenOfConditions } from '../../../tests/support/inference/conditionScreen';

const genes = 5;
const controls = 60;
const settings = { ...presets.H, cap: 'off' as const };

/** Controls and 30 cells of each perturbation, whose genes set are moved to a third of the control's. */
function screen(interventions: readonly (readonly Intervention[])[]): Dataset {
  const random = new Random(6);
  const conditions: Condition[] = [[], ...interventions].map((own, at) => ({
    label: at === 0 ? 'control' : `P${at}`,
    interventions: own,
    time: null,
    cells: at === 0 ? controls : 30,
  }));
  return screenOfConditions(genes, conditions, (set, gene, condition) =>
    set.includes(gene)
      ? Math.log1p(Math.expm1(2) / 3)
      : 2 + 0.3 * Number(condition > 0) + random.normal() / 3,
  );
}

function trainedOn(dataset: Dataset, labels: readonly string[]): Prepared {
  return prepare(dataset, settings, new Set(labels));
}

/** Mean over cells of the values of a gene. */
function meanOf({ values, conditionOfCell }: Dataset, condition: number, gene: number): number {
  const own = [...conditionOfCell.keys()].filter((cell) => conditionOfCell[cell] === condition);
  return own.reduce((sum, cell) => sum + (values[cell * genes + gene] ?? NaN) / own.length, 0);
}

const knockouts = [0, 1, 2].map((gene) => [{ gene, kind: 'knockout' as const }]);
const raised = [{ gene: 3, kind: 'overexpression' as const }];

it('the shared response is the mean shift of training perturbations in the same direction, without targets', () => {
  const dataset = screen([...knockouts, raised]);
  const prepared = trainedOn(dataset, ['P1', 'P2', 'P4']);
  const found = measuredResponse(prepared);
  expect(found?.direction).toBe('lowered');
  expect(found?.shared.fullAt).toBe(0);
  expect([...(found?.shared.times ?? [])]).toEqual([settings.horizon]);
  for (let gene = 0; gene < genes; gene++) {
    const known = [1, 2].filter((condition) => condition - 1 !== gene);
    const shifts = known.map((condition) => meanOf(dataset, condition, gene) - meanOf(dataset, 0, gene));
    const mean = shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length;
    expect(found?.shared.response[gene]).toBeCloseTo(mean / (prepared.scale[gene] ?? NaN), 5);
  }
});

it('the shared response applies to perturbations in its direction, except at their targets', () => {
  const found = measuredResponse(trainedOn(screen([...knockouts, raised]), ['P1', 'P2', 'P4']));
  const of = (own: readonly Intervention[]) => [...responseOf(found, own, genes, settings.horizon)];
  const expected = [...(found?.shared.response ?? [])];
  expected[2] = 0;
  expect(of(knockouts[2] ?? [])).toEqual(expected);
  expect(of(raised)).toEqual([0, 0, 0, 0, 0]);
  expect([...responseOf(null, knockouts[2] ?? [], genes, 1)]).toEqual([0, 0, 0, 0, 0]);
});

it('for knockdowns the shared response is measured at their remaining expression', () => {
  const lowered = [0, 1, 2].map((gene) => [{ gene, kind: 'knockdown' as const }]);
  const found = measuredResponse(trainedOn(screen(lowered), ['P1', 'P2', 'P3']));
  expect(found?.shared.fullAt).toBeGreaterThan(0.3);
  expect(found?.shared.fullAt).toBeLessThan(0.37);
});
