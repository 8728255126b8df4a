import { describe, expect, it } from 'vitest';
import { madeUpRun } from '../../../tests/support/inference/madeUpRun';
import { sampleRun } from '../../../tests/support/present/sampleRun';
import type { DatasetNote } from '../../dataset/notes';
import { errorOverNoChange } from '../../evaluation/predictions/predictionError';
import type { EvaluatedRun } from '../benchmark/unseen';
import type { Diagnosis, LabelEvidence } from '../diagnosis/evidence';
import type { FitResult } from '../run/result';
import { runVerdict } from './runVerdict';
import { strongestDoubt, supportsPredictions, type RunVerdict } from './statements';

const good = madeUpRun({ perturbations: 12, shared: 0.2, own: 1, predicted: 0.9 });

const fitting: LabelEvidence = {
  ownChange: 0.95,
  ownScore: 9,
  contradicted: 0,
  covariation: 8,
  expected: 7,
};

const clear: Diagnosis = {
  signal: 12,
  agreement: null,
  labels: fitting,
  sharedFactor: null,
  typicalCorrelation: 0.01,
  effects: { measurable: 4, of: 4, labels: ['GATA1', 'SPI1', 'KLF1', 'P3'] },
  suspectLabels: [],
};

interface Change {
  readonly run?: EvaluatedRun;
  readonly diagnosis?: Partial<Diagnosis>;
  readonly result?: Partial<FitResult>;
  readonly notes?: readonly DatasetNote[];
  /** [G] of every control. */
  readonly controls?: readonly number[];
  /** Genes that are not measured. */
  readonly latent?: readonly number[];
  /** Each perturbation at one dose, which the effects are told by their name without. */
  readonly dosed?: true;
}

/** Six genes, the first four perturbed; the sample has 50 controls and 30 cells of each perturbation. */
function verdictOn({
  run = good,
  diagnosis,
  result,
  notes = [],
  controls,
  latent = [],
  dosed,
}: Change): RunVerdict {
  const sample = sampleRun();
  const { dataset } = sample;
  const error = errorOverNoChange(run.comparisons.filter(({ role }) => role === 'cross-validated')) ?? NaN;
  const { crossValidation } = sample.result;
  if (!crossValidation) throw new Error('the sample was cross-validated');
  const labels = dataset.conditions.slice(1).map(({ label }) => label);
  const effects = { measurable: 4, of: 4, labels };
  const genes = dataset.genes.length;
  const values = Float32Array.from({ length: dataset.cells * genes }, (_, at) =>
    Math.floor(at / genes) < 50 ? ((controls ?? [1, 1, 1, 1, 1, 1])[at % genes] as number) : 1,
  );
  return runVerdict({
    dataset: {
      ...dataset,
      notes,
      values,
      latent,
      heldOut: [],
      conditions: dataset.conditions.map((one, at) =>
        dosed && at > 0 ? { ...one, label: `${one.label} 0.1`, of: one.label } : one,
      ),
    },
    result: {
      ...sample.result,
      ...result,
      comparisons: run.comparisons,
      controlSplit: run.controlSplit,
      model: { ...sample.result.model, scale: run.model.scale },
      heldOut: null,
      crossValidation: { ...crossValidation, shrunkError: error },
      confidence: result?.confidence ?? null,
      diagnosis: { ...clear, effects, ...diagnosis },
    },
  });
}

const tagsOf = ({ predicts, edges }: RunVerdict) => ({
  predicts: [predicts.level, ...predicts.reasons.map(({ tag }) => tag)],
  edges: [edges.level, ...edges.reasons.map(({ tag }) => tag)],
});

describe('the verdict on a run', () => {
  it('supports both statements, without doubt, where the model predicts and the labels fit', () => {
    const verdict = verdictOn({});
    expect(tagsOf(verdict)).toEqual({
      predicts: ['supported', 'below-no-change'],
      edges: ['supported', 'measurable-effects'],
    });
    expect(strongestDoubt(verdict)).toBeNull();
    expect([verdict.enough, verdict.shared]).toEqual([null, null]);
  });

  it('finds effects of perturbations with doses, which are told by their name', () => {
    expect(tagsOf(verdictOn({ dosed: true })).edges).toEqual(tagsOf(verdictOn({})).edges);
  });

  it('is uncertain, with doubt, where an error just below no change may be chance', () => {
    // A screen in which nothing moves: the error is .98 of no change, its interval includes 1.
    const nothing = madeUpRun({ perturbations: 12, shared: 0, own: 1, predicted: 0.01 });
    let coin = 0;
    const run = {
      ...nothing,
      comparisons: nothing.comparisons.map((one) =>
        one.role === 'cross-validated'
          ? { ...one, predicted: one.measured.map((value) => (coin++ % 480 < 300 ? 0.1 : -0.1) * value) }
          : one,
      ),
    };
    const { predicts, edges, enough } = verdictOn({ run, diagnosis: { effects: null, signal: 2 } });
    const [error] = predicts.reasons.flatMap((reason) =>
      reason.tag === 'includes-no-change' ? [reason.error] : [],
    );
    expect(error?.value).toBeGreaterThan(0.96);
    expect(error?.value).toBeLessThan(0.995);
    expect(error?.high).toBeGreaterThan(0.995);
    expect(predicts.level).toBe('uncertain');
    expect(strongestDoubt({ predicts, edges })).not.toBeNull();
    expect(enough).not.toBeNull();
  });

  it('has no evidence, with doubt, without a measurable effect, however low the error', () => {
    const verdict = verdictOn({ diagnosis: { effects: { measurable: 0, of: 4, labels: [] } } });
    expect([verdict.predicts.level, verdict.edges.level]).toEqual(['none', 'none']);
    expect(strongestDoubt(verdict)?.tag).toBe('no-measurable-effect');
  });

  it('has no evidence, with doubt, where the error is not below no change', () => {
    const run = madeUpRun({ perturbations: 12, shared: 0.2, own: 1, predicted: -0.2 });
    const verdict = verdictOn({ run });
    expect(verdict.predicts.level).toBe('none');
    expect(tagsOf(verdict).edges).toEqual(['uncertain', 'predictions-in-doubt', 'measurable-effects']);
    expect(strongestDoubt(verdict)?.tag).toBe('not-below-no-change');
  });

  it('is uncertain, with doubt, where a mean of the others predicts better', () => {
    const run = madeUpRun({ perturbations: 12, shared: 1, own: 0.3, predicted: 1 });
    const better = {
      ...run,
      comparisons: run.comparisons.map((one) =>
        one.role === 'cross-validated' ? { ...one, predicted: one.measured.map((value) => value / 3) } : one,
      ),
    };
    const verdict = verdictOn({ run: better });
    expect(verdict.predicts.level).toBe('uncertain');
    expect(strongestDoubt(verdict)).toMatchObject({ tag: 'mean-predicts-as-well', better: true });
    expect(verdict.enough).toBeNull();
    expect(verdict.shared?.length).toBeGreaterThan(0);
  });

  it('is uncertain, without doubt, where few perturbations were predicted well', () => {
    const verdict = verdictOn({ run: madeUpRun({ perturbations: 4, shared: 0.2, own: 1, predicted: 0.9 }) });
    expect(verdict.enough?.perturbations).toBe(1);
    expect(tagsOf(verdict).predicts).toEqual(['uncertain', 'few-perturbations', 'below-no-change']);
    expect(strongestDoubt(verdict)).toBeNull();
  });

  it('is supported from five perturbations on, which are no longer few', () => {
    const verdict = verdictOn({ run: madeUpRun({ perturbations: 5, shared: 0.2, own: 1, predicted: 0.9 }) });
    expect(tagsOf(verdict).predicts).toEqual(['supported', 'below-no-change']);
  });

  it('is uncertain where shuffled labels improve on no change at least half as much', () => {
    const { network, modules } = sampleRun().result;
    const pairs = new Float32Array(network.weights.length);
    const reasonsAt = (error: number) =>
      tagsOf(
        verdictOn({
          result: {
            confidence: {
              fits: 5,
              stability: pairs,
              signAgreement: pairs,
              low: pairs,
              high: pairs,
              modules: modules.map(() => 1),
              nextPerturbations: [],
              shuffled: { error, stableShare: 0 },
            },
          },
        }),
      ).predicts;
    const own = errorOverNoChange(good.comparisons.filter(({ role }) => role === 'cross-validated')) ?? NaN;
    const half = 1 - 0.5 * (1 - own);
    expect(reasonsAt(half - 0.01)).toEqual(['uncertain', 'shuffled-labels-predict', 'below-no-change']);
    expect(reasonsAt(half + 0.01)).toEqual(['supported', 'below-no-change']);
  });

  it('lets advice rest on predictions that are supported or open, not on those in doubt or untested', () => {
    expect(supportsPredictions(verdictOn({}))).toBe(true);
    const few = madeUpRun({ perturbations: 4, shared: 0.2, own: 1, predicted: 0.9 });
    expect(supportsPredictions(verdictOn({ run: few }))).toBe(true);
    const wrong = madeUpRun({ perturbations: 12, shared: 0.2, own: 1, predicted: -0.2 });
    expect(supportsPredictions(verdictOn({ run: wrong }))).toBe(false);
    const untested = { level: 'unknown', reasons: [{ tag: 'not-tested' }] } as const;
    expect(supportsPredictions({ predicts: untested })).toBe(false);
    // A doubt about edges alone leaves predictions as they are.
    const notes: readonly DatasetNote[] = [{ tag: 'confounded-with-batch', labels: ['GATA1', 'SPI1'] }];
    expect(supportsPredictions(verdictOn({ notes }))).toBe(true);
  });

  it('calls no edges supported beside a doubt about the network', () => {
    const levels = [-0.2, 0.01, 0.3, 0.6, 0.9].flatMap((predicted) =>
      [0, 0.2, 1].flatMap((shared) =>
        [4, 12].map((perturbations) => {
          const verdict = verdictOn({ run: madeUpRun({ perturbations, shared, own: 1, predicted }) });
          return { edges: verdict.edges.level, isDoubted: strongestDoubt(verdict) !== null };
        }),
      ),
    );
    expect(new Set(levels.map(({ edges, isDoubted }) => `${edges} ${isDoubted}`))).toEqual(
      new Set(['supported false', 'uncertain true']),
    );
  });

  it('doubts edges whose labels contradict the cells, or co-variation', () => {
    const contradicted = { ...fitting, ownScore: 0, ownChange: 0.3, contradicted: 0.9, covariation: 0 };
    const wrong = verdictOn({ diagnosis: { labels: contradicted } });
    expect(wrong.edges.level).toBe('none');
    expect(strongestDoubt(wrong)?.tag).toBe('labels-contradicted');
    // Knockouts that keep their mRNA, or inhibitors: the targets themselves say nothing.
    const silent = { ownScore: 0, ownChange: 0, contradicted: 0, covariation: 1, expected: 4.2 };
    const open = verdictOn({ diagnosis: { labels: silent } });
    expect(open.edges.level).toBe('uncertain');
    expect(strongestDoubt(open)?.tag).toBe('covariation-disagrees');
    const other = verdictOn({ diagnosis: { labels: { ...fitting, covariation: -1, expected: 21 } } });
    expect(['none', 'uncertain']).toContain(other.edges.level);
    expect(strongestDoubt(other)).not.toBeNull();
  });

  it('doubts edges of perturbations in a batch without controls', () => {
    const notes: readonly DatasetNote[] = [{ tag: 'confounded-with-batch', labels: ['GATA1', 'SPI1'] }];
    const verdict = verdictOn({ notes });
    expect(verdict.edges.level).toBe('uncertain');
    expect(strongestDoubt(verdict)).toEqual({ tag: 'batch-without-controls', perturbations: 2, of: 4 });
  });

  it('doubts edges of genes that no control expresses, unless values are relative to controls', () => {
    const verdict = verdictOn({ controls: [1, 1, 1, 1, 0, 0] });
    expect(verdict.edges.level).toBe('uncertain');
    expect(strongestDoubt(verdict)?.tag).toBe('undetected-in-controls');
    expect(strongestDoubt(verdictOn({ controls: [0, 0, 0, 0, 0, 0] }))).toBeNull();
    expect(strongestDoubt(verdictOn({ controls: [1, 1, 1, 1, 0, 0], latent: [4, 5] }))).toBeNull();
  });

  it('is uncertain of edges from regulators without a measurable effect, and of single samples', () => {
    const labels = [sampleRun().dataset.conditions[4]?.label ?? ''];
    const idle = verdictOn({ diagnosis: { effects: { measurable: 1, of: 4, labels } } });
    expect(tagsOf(idle).edges).toEqual(['uncertain', 'regulators-without-effect', 'measurable-effects']);
    const single = verdictOn({
      notes: [{ tag: 'one-sample-per-condition' }],
      diagnosis: { effects: null, signal: null, labels: null },
    });
    expect(tagsOf(single).edges).toEqual(['unknown', 'one-sample-per-condition', 'not-tested']);
    expect([strongestDoubt(idle), strongestDoubt(single)]).toEqual([null, null]);
  });

  it('finds no evidence for edges in a response that all share, and doubts effects beyond it', () => {
    const shared = (measurable: number, labels: readonly string[]) =>
      verdictOn({ diagnosis: { effects: { measurable, of: 4, labels, sharedBy: ['GATA1', 'SPI1'] } } });
    const all = sampleRun()
      .dataset.conditions.slice(1)
      .map(({ label }) => label);
    const [only, beyond] = [shared(0, []), shared(4, all)];
    expect(tagsOf(only).edges.slice(0, 2)).toEqual(['none', 'shared-response']);
    // Whether it predicts is another question.
    expect(tagsOf(only).predicts).toEqual(tagsOf(verdictOn({})).predicts);
    expect(strongestDoubt(only)).toEqual({ tag: 'shared-response', measurable: 0, of: 4 });
    expect(tagsOf(beyond).edges).toEqual(['uncertain', 'shared-response', 'measurable-effects']);
    expect(strongestDoubt(beyond)).toBeNull();
  });

  it('counts labels that do not fit their cells, where they are many', () => {
    const suspectLabels = [{ label: 'GATA1', reason: 'inert', swappedWith: null }] as const;
    expect(tagsOf(verdictOn({ diagnosis: { suspectLabels } })).edges).toEqual([
      'uncertain',
      'suspect-labels',
      'measurable-effects',
    ]);
  });

  it('cannot tell what was not tested', () => {
    const sample = sampleRun();
    const result = { ...sample.result, heldOut: null, crossValidation: null, comparisons: [] };
    expect(runVerdict({ ...sample, result }).predicts).toEqual({
      level: 'unknown',
      reasons: [{ tag: 'not-tested' }],
    });
  });

  it('follows the standing that a link of an earlier version carries', () => {
    const sample = sampleRun();
    const result = { ...sample.result, comparisons: [], diagnosis: clear };
    const standing = { judged: 9, sure: false, ahead: { rival: 'shrunk-mean', better: false } } as const;
    const { predicts } = runVerdict({ ...sample, result }, standing);
    expect(predicts.level).toBe('uncertain');
    expect(predicts.reasons.map(({ tag }) => tag)).toEqual([
      'mean-predicts-as-well',
      'includes-no-change',
      'below-no-change',
    ]);
  });
});
