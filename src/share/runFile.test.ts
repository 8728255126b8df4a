import * as fc from 'fast-check';
import { expect, it, vi } from 'vitest';
import type { CellDetails } from '../dataset/cellDetails';
import type { Knowledge } from '../dataset/knowledge';
import { readRunFile, writeRunFile } from './runFile';
import { wholeText } from './typedJson';
import type { FinishedRun } from './finishedRun';
import {
  cells,
  curve,
  frame,
  placement,
  size,
  timeLapse,
  wholeRun,
} from '../../tests/support/share/wholeRun';
import { MAX_CORNERS, MAX_SCENARIOS, emptyView, type CellsChoice, type Scenario } from './view';
import { notesSchema } from './datasetSchema';

const run = wholeRun();
const text = wholeText(writeRunFile(run));
const file = 'screen.modulode.json';

it('restores the whole run bit for bit', () => {
  expect(readRunFile(text, file)).toEqual({ ok: true, value: run });
});

it('opens files without effects, and refuses effects longer than any that are written', () => {
  const { effects = '', ...earlier } = run;
  expect(effects).toMatch(/^#g2\./u);
  expect(readRunFile(wholeText(writeRunFile(earlier)), file)).toEqual({ ok: true, value: earlier });
  const long = { ...run, effects: effects.repeat(300) };
  expect(readRunFile(wholeText(writeRunFile(long)), file)).toMatchObject({ ok: false });
});

it('opens files without other methods, and refuses methods of other genes', () => {
  const { methods: [found] = [], ...earlier } = run;
  if (!found) throw new Error('the sample has one');
  expect(readRunFile(wholeText(writeRunFile(earlier)), file)).toEqual({ ok: true, value: earlier });
  const methods = [{ ...found, pairs: Int32Array.of(1, size.genes * size.regulators) }];
  expect(readRunFile(wholeText(writeRunFile({ ...run, methods })), file)).toMatchObject({ ok: false });
});

it('opens files written before genes could be hidden, coloured and layered, scenarios kept and cells shown, with nothing of these', () => {
  const {
    hiddenGenes,
    hiddenEdges,
    colorBy,
    sizeBy,
    arrangement,
    scenarios,
    time,
    cells: choice,
    ...earlier
  } = run.view;
  expect(scenarios).toHaveLength(2);
  expect([arrangement, time, choice.arrows]).toEqual(['layered', 2, 'learned']);
  expect([hiddenGenes.length, hiddenEdges.length, colorBy, sizeBy]).toEqual([1, 1, 'degree', 'equal']);
  const read = readRunFile(JSON.stringify({ ...JSON.parse(text), view: earlier }), file);
  const { hiddenGenes: none, hiddenEdges: no, colorBy: plain, sizeBy: usual } = emptyView;
  expect(read.ok && read.value.view).toEqual({
    ...earlier,
    hiddenGenes: none,
    hiddenEdges: no,
    colorBy: plain,
    sizeBy: usual,
    arrangement: 'modules',
    scenarios: [],
    time: null,
    cells: emptyView.cells,
  });
});

function withCells(change: Partial<CellsChoice>): boolean {
  const view = { ...run.view, cells: { ...run.view.cells, ...change } };
  return readRunFile(wholeText(writeRunFile({ ...run, view })), file).ok;
}

it('refuses colours and picks of cells by genes and modules that the run does not have, and endless lassos', () => {
  const modules = run.result.modules.length;
  expect(withCells({ colour: { kind: 'module', module: modules - 1 } })).toBe(true);
  expect(withCells({ colour: { kind: 'module', module: modules } })).toBe(false);
  expect(withCells({ colour: { kind: 'gene', gene: size.genes } })).toBe(false);
  const colour = { kind: 'gene', gene: size.genes } as const;
  expect(withCells({ pick: { kind: 'group', colour, name: 'A' } })).toBe(false);
  const corners = Array.from({ length: MAX_CORNERS + 1 }, () => [0, 1] as const);
  expect(withCells({ pick: { kind: 'lasso', places: null, corners } })).toBe(false);
});

it('reads a selection of more genes than a call takes arguments', () => {
  const selection = { kind: 'genes', genes: Array.from({ length: 300_000 }, () => 1) } as const;
  expect(selected(selection)).toBe(true);
  expect(selected({ ...selection, genes: [...selection.genes, size.genes] })).toBe(false);
});

function selected(selection: FinishedRun['view']['selection']): boolean {
  return readRunFile(wholeText(writeRunFile({ ...run, view: { ...run.view, selection } })), file).ok;
}

function withScenarios(scenarios: readonly Scenario[]): boolean {
  return readRunFile(wholeText(writeRunFile({ ...run, view: { ...run.view, scenarios } })), file).ok;
}

it('refuses scenarios of genes that the run does not have, without genes, and more than can be compared', () => {
  const one = { name: null, sliders: [{ gene: 0, value: 0 }], time: null };
  expect(withScenarios([one])).toBe(true);
  expect(withScenarios([{ ...one, sliders: [{ gene: size.genes, value: 0 }] }])).toBe(false);
  expect(withScenarios([{ ...one, sliders: [] }])).toBe(false);
  expect(withScenarios(Array.from({ length: MAX_SCENARIOS + 1 }, () => one))).toBe(false);
});

/** Two conditions × genes. */
function table(of: number): Float32Array {
  return Float32Array.from({ length: 2 * size.genes }, (_, at) => of + at / 7);
}

it('keeps the means over all cells of a screen whose cells are a sample, and refuses incomplete ones', () => {
  const moments = {
    condition: Int32Array.of(0, 1),
    batch: Int32Array.of(1, 0),
    cells: Int32Array.of(400, 30_000),
    mean: table(1),
    variance: table(2),
    amount: table(3),
    amountVariance: table(6),
    composed: { mean: table(4), variance: table(5) },
  };
  const written = (one: typeof moments) =>
    readRunFile(wholeText(writeRunFile({ ...run, dataset: { ...run.dataset, moments: one } })), file);
  expect(written(moments)).toMatchObject({ ok: true, value: { dataset: { moments } } });
  const { amountVariance: _, ...older } = moments;
  const opened = written(older as typeof moments);
  expect(opened).toMatchObject({ ok: true, value: { dataset: { moments: { amountVariance: null } } } });
  const short = { ...moments, mean: moments.mean.subarray(1) };
  const elsewhere = { ...moments, condition: Int32Array.of(0, 2) };
  expect([short, elsewhere].map((one) => written(one).ok)).toEqual([false, false]);
});

function withDetails(details: CellDetails) {
  const dataset = { ...run.dataset, details, contextColumn: 'stage' };
  return readRunFile(wholeText(writeRunFile({ ...run, dataset })), file);
}

it('keeps places and columns of the cells, and refuses those of other cells', () => {
  const details: CellDetails = {
    places: [
      { name: 'X_umap', points: Float32Array.from({ length: 2 * cells }, (_, i) => (i === 3 ? NaN : i / 3)) },
    ],
    columns: [
      {
        kind: 'category' as const,
        name: 'stage',
        categories: ['early', 'late'],
        codes: Int32Array.of(0, 1, -1, 0, 1, 1),
      },
      { kind: 'number' as const, name: 'depth', values: Float64Array.of(1, NaN, 3, 4, 5, 0.1) },
    ],
  };
  const found = withDetails(details);
  expect(found.ok && found.value.dataset).toMatchObject({ details, contextColumn: 'stage' });
  const outside = details.columns.map((column) =>
    column.kind === 'category' ? { ...column, codes: column.codes.map((code) => code + 1) } : column,
  );
  const short = { name: 'X_umap', points: new Float32Array(4) };
  expect(withDetails({ ...details, columns: outside }).ok).toBe(false);
  expect(withDetails({ ...details, places: [short] }).ok).toBe(false);
});

function withGuides(ofCell: Int32Array) {
  const dataset = { ...run.dataset, cellGuides: { names: ['G1_g1', 'G1_g2'], ofCell } };
  return readRunFile(wholeText(writeRunFile({ ...run, dataset })), file);
}

it('keeps the guides of the cells, and refuses those of other cells', () => {
  const ofCell = Int32Array.of(-1, -1, -1, 0, 1, 0);
  const found = withGuides(ofCell);
  expect(found.ok && found.value.dataset.cellGuides).toEqual({ names: ['G1_g1', 'G1_g2'], ofCell });
  expect(withGuides(ofCell.slice(1)).ok).toBe(false);
  expect(withGuides(ofCell.map((guide) => guide + 2)).ok).toBe(false);
});

it('takes 16/3 bytes per value of the cells, and little more', () => {
  const values = Float32Array.from({ length: 30_000 }, (_, i) => Math.log1p(i));
  const conditionOfCell = new Int32Array(7500);
  const dataset = { ...run.dataset, cells: 7500, values, conditionOfCell, batchOfCell: null };
  const length = wholeText(writeRunFile({ ...run, dataset })).length;
  expect(length / 30_000).toBeLessThan(5.5 + 4 / 3 + 0.4);
  expect(readRunFile(wholeText(writeRunFile({ ...run, dataset })), file)).toMatchObject({ ok: true });
});

it('is JSON with format and version', () => {
  expect(JSON.parse(text)).toMatchObject({ format: 'modulode-run', version: 1 });
});

it('gives a reason if it is truncated, of a newer version or of another format', () => {
  const error = (content: string) => {
    const read = readRunFile(content, file);
    return read.ok ? null : read.error;
  };
  expect(error(text.slice(0, -20))).toEqual({ tag: 'run-file-damaged', file });
  expect(error('')).toEqual({ tag: 'run-file-damaged', file });
  expect(error('['.repeat(200_000))).toEqual({ tag: 'run-file-damaged', file });
  expect(error(text.replace('"version":1', '"version":2'))).toEqual({
    tag: 'run-file-too-new',
    file,
    version: 2,
  });
  expect(error('{"nodes": []}')).toEqual({ tag: 'run-file-alien', file });
  expect(error('[1, 2]')).toEqual({ tag: 'run-file-alien', file });
  expect(error('null')).toEqual({ tag: 'run-file-alien', file });
});

it('reads a file without node positions', () => {
  const { placement: _, ...older } = run;
  const former = JSON.stringify({ ...JSON.parse(text), placement: undefined });
  expect(readRunFile(former, file)).toEqual({ ok: true, value: { ...older, placement: null } });
});

it('reads a file from before a time-lapse was kept', () => {
  const former = JSON.parse(text);
  delete former.curves.timeLapse;
  expect(readRunFile(JSON.stringify(former), file)).toEqual({
    ok: true,
    value: { ...run, curves: { loss: curve, heldOut: curve } },
  });
});

it('leaves frames of averaged fits, in files of earlier versions, out of the time-lapse', () => {
  const former = JSON.parse(text);
  const frames: readonly object[] = former.curves.timeLapse.frames;
  former.curves.timeLapse.frames = [
    ...frames.map((one) => ({ ...one, averaged: 1 })),
    ...frames.map((one) => ({ ...one, averaged: 2 })),
  ];
  expect(readRunFile(JSON.stringify(former), file)).toEqual({ ok: true, value: run });
});

it('keeps the known network that a run was learned with, and refuses weights of other edges', () => {
  const knowledge: Knowledge = {
    name: 'TRRUST v2, human',
    edges: [
      { source: 'G0', target: 'G1', sign: -1, confidence: 0.6 },
      { source: 'G1', target: 'G0', sign: 0 },
    ],
    coverage: {
      regulators: { all: 795, covered: 2 },
      genes: { all: 2862, covered: 2 },
      edges: { all: 8427, covered: 2 },
      signs: { all: 2, covered: 1 },
    },
    asked: 'auto',
    strength: 0.5,
    gain: { mean: 0.04, low: 0.01, high: 0.07 },
    shuffledGain: -0.002,
    wrongGains: [{ share: 0.5, gain: 0.01 }],
    curve: [
      { strength: 0, error: 0.7 },
      { strength: 0.5, error: 0.66 },
    ],
  };
  const { dataset } = run;
  const read = (edgePenalty: Float32Array) =>
    readRunFile(wholeText(writeRunFile({ ...run, dataset: { ...dataset, edgePenalty, knowledge } })), file);
  const edgePenalty = new Float32Array(dataset.candidates.length * dataset.genes.length).fill(0.5);
  expect(read(edgePenalty)).toMatchObject({ ok: true, value: { dataset: { edgePenalty, knowledge } } });
  expect(read(edgePenalty.subarray(1)).ok).toBe(false);
  expect(read(edgePenalty.map(() => 0)).ok).toBe(false);
});

it('refuses inconsistent parts', () => {
  const { dataset, result, view, curves } = run;
  const short = Float32Array.of(1);
  const { shape } = result.model;
  const outside = {
    names: ['X'],
    condition: Int32Array.of(0),
    batch: Int32Array.of(0),
    cells: Int32Array.of(3),
    mean: short,
    variance: short,
  };
  const loadings = {
    genes: ['X'],
    mean: Float64Array.of(1),
    components: new Float32Array(shape.modules),
    weights: short,
    error: short,
    margin: short,
  };
  const whole = { ...run, dataset: { ...dataset, outside }, result: { ...result, loadings } };
  expect(readRunFile(wholeText(writeRunFile(whole)), file)).toEqual({ ok: true, value: whole });
  const broken: FinishedRun[] = [
    { ...run, dataset: { ...dataset, outside: { ...outside, mean: new Float32Array(2) } } },
    { ...run, dataset: { ...dataset, outside: { ...outside, condition: Int32Array.of(9) } } },
    { ...run, result: { ...result, loadings: { ...loadings, weights: new Float32Array(2) } } },
    {
      ...run,
      result: { ...result, loadings: { ...loadings, components: new Float32Array(shape.modules + 1) } },
    },
    { ...run, result: { ...result, loadings: { ...loadings, mean: Float64Array.of(NaN) } } },
    { ...run, dataset: { ...dataset, values: new Float32Array(5) } },
    { ...run, dataset: { ...dataset, values: dataset.values.map(() => NaN) } },
    { ...run, dataset: { ...dataset, conditionOfCell: new Int32Array(cells).fill(2) } },
    { ...run, dataset: { ...dataset, candidates: Int32Array.of(4) } },
    { ...run, dataset: { ...dataset, latent: [4] } },
    { ...run, dataset: { ...dataset, conditions: dataset.conditions.slice(1) } },
    { ...run, result: { ...result, model: { ...result.model, mean: new Float64Array(3) } } },
    { ...run, result: { ...result, model: { ...result.model, leaveOut: [new Float32Array(1)] } } },
    { ...run, result: { ...result, told: { labels: ['G1'], log2: short, q: new Float64Array(4) } } },
    { ...run, result: { ...result, network: { ...result.network, weights: new Float32Array(2) } } },
    { ...run, result: { ...result, modules: [{ name: '', genes: [9], regulators: [], stability: null }] } },
    { ...run, view: { ...view, sliders: [{ gene: 7, value: 0 }] } },
    { ...run, view: { ...view, selection: { kind: 'module', module: 3 } } },
    { ...run, view: { ...view, moduleNames: { 5: 'x' } } },
    { ...run, view: { ...view, namedAfter: { 5: { set: 'A', from: 'B', overlap: 3, genes: 3, q: 0 } } } },
    { ...run, placement: { ...placement, positions: new Float32Array(6) } },
    { ...run, placement: { ...placement, positions: placement.positions.map(() => NaN) } },
    { ...run, placement: { ...placement, room: { width: 0, height: 500 } } },
    { ...run, curves: { ...curves, loss: { steps: new Float64Array(1), values: new Float64Array(2) } } },
    { ...run, curves: { ...curves, timeLapse: { ...timeLapse, modules: [] } } },
    {
      ...run,
      curves: { ...curves, timeLapse: { ...timeLapse, frames: [{ ...frame, pairs: Int32Array.of(1, 99) }] } },
    },
    {
      ...run,
      curves: { ...curves, timeLapse: { ...timeLapse, frames: [{ ...frame, pairs: Int32Array.of(1, -1) }] } },
    },
    { ...run, curves: { ...curves, timeLapse: { ...timeLapse, frames: [{ ...frame, weights: short }] } } },
  ];
  for (const one of broken)
    expect(readRunFile(wholeText(writeRunFile(one)), file)).toEqual({
      ok: false,
      error: { tag: 'run-file-damaged', file },
    });
});

it('never throws on a modified file', () => {
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(40), fc.string(), (at, length, put) => {
      const read = readRunFile(text.slice(0, at) + put + text.slice(at + length), file);
      expect(read.ok ? 'ok' : read.error.tag).toMatch(/^(ok|run-file-(damaged|alien|too-new))$/u);
    }),
    { numRuns: 500, seed: 5 },
  );
});

it('compiles no code at run time, which the page forbids', async () => {
  const made = vi.fn<() => void>();
  const forbidden = new Proxy(Function, {
    construct() {
      made();
      throw new EvalError('forbidden');
    },
  });
  vi.resetModules();
  vi.stubGlobal('Function', forbidden);
  const fresh = await import('./runFile');
  expect(fresh.readRunFile(text, file)).toMatchObject({ ok: true });
  vi.unstubAllGlobals();
  expect(made).not.toHaveBeenCalled();
});

it('keeps known notes unchanged and drops unknown or incomplete ones', () => {
  const known = [
    { tag: 'decimal-comma' },
    { tag: 'small-condition', label: 'SOX2', cells: 7 },
    { tag: 'small-condition', label: 'KLF4', cells: 9, more: 12 },
    { tag: 'kind-unlike-change', kind: 'knockout', suggested: 'overexpression', change: 1.5 },
  ];
  const hostile = [
    { tag: 'from-a-later-version' },
    { tag: 'lzf' },
    { tag: 'few-controls', cells: 'many' },
    null,
    3,
    [],
  ];
  expect(notesSchema.parse([...hostile, ...known])).toEqual(known);
});
