import { expect, it } from 'vitest';
import { plainScene, sampleRun } from '../../../../tests/support/present/sampleRun';
import { emptyRun } from '../../session/state';
import { colorHindrance, measuredFold, shadingOf, sizeHindrance, sizesOf } from './appearance';

const { dataset, result } = sampleRun();
const genes = dataset.genes;
const log2FoldChange = Float32Array.from(genes, (_, gene) => gene / 2 - 1);
const none = new Float32Array();
const prediction = {
  sliders: [{ gene: 1, value: 0 }],
  time: null,
  prediction: {
    log2FoldChange,
    delta: none,
    lowestDelta: none,
    highestDelta: none,
    low: none,
    high: none,
    times: none,
    trajectory: none,
    beyondData: [],
  },
};
const idle: Parameters<typeof colorHindrance>[1] = { ...emptyRun, dataset, result, prediction: null };
const set = { ...idle, prediction };
const edge = { weight: 1, strength: 1, stability: 1, unstable: false };
const scene = {
  ...plainScene,
  genes,
  edges: [
    { ...edge, source: 0, target: 1 },
    { ...edge, source: 0, target: 2 },
    { ...edge, source: 2, target: 0 },
  ],
  perturbed: new Set([1, 3]),
};
const shading = (by: Parameters<typeof shadingOf>[0]['colorBy'], run = idle) => {
  const made = shadingOf({ colorBy: by }, run, scene);
  return made === null || made === 'module' ? made : { ...made, values: [...made.values] };
};

it('counts the edges of a gene in both directions, and prints the largest number', () => {
  expect(shading('degree')).toMatchObject({
    values: [3, 1, 2, 0, 0, 0],
    most: 3,
    printed: '3',
    scale: 'amount',
  });
});

it('shows which genes were perturbed, and leaves modules to the figure', () => {
  expect(shading('perturbed')).toMatchObject({ values: [0, 1, 0, 1, 0, 0], scale: 'yes-or-no' });
  expect(shading('module')).toBe('module');
  expect(shading(null)).toBeNull();
});

it('shows changes only of a perturbation that is set, and measured ones only where it was measured', () => {
  for (const by of ['predicted', 'measured'] as const) {
    expect(shading(by)).toBeNull();
    expect(colorHindrance(by, idle)).toBe('Perturb a gene first');
    expect(colorHindrance(by, set)).toBeNull();
  }
  expect(shading('predicted', set)).toMatchObject({ values: [...log2FoldChange], scale: 'change' });
  expect(shading('measured', set)).toMatchObject({ values: [...(measuredFold(set) ?? [])] });
  const unmeasured = { ...set, prediction: { ...prediction, sliders: [{ gene: 5, value: 0 }] } };
  expect(colorHindrance('measured', unmeasured)).toBe('This perturbation was not measured');
  expect(colorHindrance('predicted', unmeasured)).toBeNull();
});

it('sizes genes by targets where nothing else is asked, equally, or by expression relative to the largest', () => {
  expect(sizesOf({ sizeBy: 'targets' }, idle)).toBeNull();
  expect(new Set(sizesOf({ sizeBy: 'equal' }, idle)).size).toBe(1);
  const mean = Float64Array.of(0, 1, 2, 4, 1, 0);
  const expressed = { ...idle, result: { ...result, model: { ...result.model, mean } } };
  expect([...(sizesOf({ sizeBy: 'expression' }, expressed) ?? [])]).toEqual([0, 0.25, 0.5, 1, 0.25, 0]);
  expect(shading('expression', expressed)).toMatchObject({ values: [...mean], most: 4 });
  const linked = { ...idle, result: { ...result, model: { ...result.model, mean: mean.fill(0) } } };
  expect(sizesOf({ sizeBy: 'expression' }, linked)).toBeNull();
  expect(sizeHindrance('expression', linked)).toBe(colorHindrance('expression', linked));
  expect(sizeHindrance('expression', linked)).not.toBeNull();
});
