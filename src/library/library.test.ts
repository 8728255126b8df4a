import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { knownScreen } from '../../tests/support/effects/knownScreen';
import { chain, outsideOfChain } from '../../tests/support/inference/chain';
import { countedScreen } from '../../tests/support/inference/countedScreen';
import { once } from '../numerics/lazy';
import { decodeRun } from '../../tests/support/share/decodeRun';
import {
  infer,
  ModulodeError,
  openData,
  openRun,
  refinedTsv,
  refineKnowledge,
  type LearnedRun,
  type TrainingSettings,
} from '.';

const short = { preset: 'H', steps: 30, cellBatch: 32 } as const;
const chained = once(() => infer({ dataset: chain(), settings: short }));

function chainFile(): File {
  const { genes, values, conditions, conditionOfCell } = chain();
  const lines = Array.from(conditionOfCell, (condition, cell) =>
    [conditions[condition]?.label, ...values.subarray(cell * genes.length, (cell + 1) * genes.length)].join(
      ',',
    ),
  );
  return new File([['perturbation', ...genes].join(','), '\n', lines.join('\n')], 'chain.csv');
}

async function demo(): Promise<File> {
  return new File([await readFile('public/demo/myeloid.h5ad')], 'myeloid.h5ad');
}

function edge(source: string, target: string) {
  return { source, target, sign: 0 as const };
}

function weightOf(run: LearnedRun, from: string, to: string): number {
  return Math.abs(run.edges().find(({ source, target }) => source === from && target === to)?.weight ?? NaN);
}

function weightsOf(run: LearnedRun): readonly number[] {
  return run.edges().map(({ weight }) => weight);
}

async function labelsIn(bytes: Uint8Array<ArrayBuffer>) {
  const data = await openData([new File([bytes], 'cells.h5ad')]);
  data.close();
  return data.recognition.labels.map(({ label, cells }) => [label, cells]);
}

it('predicts cells of perturbations, by default of those of the screen, and says why not', async () => {
  const run = await infer({ dataset: countedScreen({ cells: 40 }), settings: { ...short, steps: 5 } });
  expect(await labelsIn(await run.predictCells([{ G0: 0 }, { G5: 2 }]))).toEqual([
    ['non-targeting', 120],
    ['G0', 120],
    ['G5', 120],
  ]);
  expect(await labelsIn(await run.predictCells())).toHaveLength(6);
  await expect((await chained()).predictCells()).rejects.toThrow('The values of the run are not counts');
});

it('predicts at the cells of another file', async () => {
  const run = await chained();
  const { run: moved, cells } = await run.onCells([chainFile()]);
  expect([cells.cells, cells.absent, cells.outside]).toEqual([60, [], []]);
  // Its own controls.
  moved.predict({ G0: 0 }).forEach(({ delta }, gene) => {
    expect(delta).toBeCloseTo(run.predict({ G0: 0 })[gene]?.delta ?? NaN, 4);
  });
  expect(cells.agreement?.measuredInRun?.perturbations).toBe(4);
  const other = new File(['cell,A,B,C\na,1,2,3\nb,2,1,1\nc,1,1,4'], 'other.csv');
  await expect(run.onCells([other])).rejects.toThrow('It measures 0 of the 5 genes of the run');
});

describe('the library', () => {
  it('learns the same from files and from their data set', async () => {
    const data = await openData([chainFile()]);
    const dataset = await data.load({ ...data.recognition.mapping, heldOut: ['G1'] });
    data.close();
    const fromDataset = await infer({ dataset, settings: short });
    const fromFiles = await infer({ files: [chainFile()], mapping: { heldOut: ['G1'] }, settings: short });
    expect(fromFiles.run.dataset.heldOut).toEqual(['G1']);
    expect(fromFiles.edges()).toEqual(fromDataset.edges());
    expect(fromFiles.edges().length).toBeGreaterThan(10);
  });

  it('learns with a known network at the strength that is asked for, and refuses one of other genes', async () => {
    const settings = { ...short, steps: 5 };
    const learn = (edges: readonly ReturnType<typeof edge>[], priorStrength: number | 'auto') =>
      infer({ dataset: chain(), settings, prior: { name: 'known', edges }, priorStrength });
    const known = await learn([edge('g0', 'G4')], 3);
    const unlisted = await learn([edge('G0', 'G3')], 3);
    expect(known.run.dataset.knowledge).toMatchObject({ name: 'known', asked: 3, strength: 3 });
    expect(weightOf(known, 'G0', 'G4')).toBeGreaterThan(weightOf(unlisted, 'G0', 'G4'));
    const none = await learn([edge('G0', 'G4')], 0);
    expect(none.edges()).toEqual((await infer({ dataset: chain(), settings })).edges());
    await expect(learn([edge('Gata1', 'Spi1')], 'auto')).rejects.toThrow(ModulodeError);
    await expect(learn([edge('G0', 'G1')], 9)).rejects.toThrow(/^priorStrength: 9 is neither/);
    await expect(infer({ dataset: chain(), priorStrength: 1 })).rejects.toThrow(/without prior/);
  });

  it('finds the chain G0 → G1 ⊣ G2 and names its genes', async () => {
    const run = await chained();
    const found = run.edges(2).toSorted((a, b) => a.source.localeCompare(b.source));
    expect(found).toMatchObject([
      { source: 'G0', target: 'G1' },
      { source: 'G1', target: 'G2' },
    ]);
    expect(found.map(({ weight }) => Math.sign(weight))).toEqual([1, -1]);
    const truth = {
      name: 'chain',
      edges: found.map(({ source, target }) => ({ source, target, sign: 0 as const })),
    };
    expect(run.evaluate(truth)?.auprc).toBe(1);
  });

  it('revises known edges by the measured responses', async () => {
    const known = {
      name: 'known',
      edges: [
        { source: 'g1', target: 'G2', sign: 1 },
        { source: 'G0', target: 'G1', sign: 0 },
      ] as const,
    };
    const refined = await refineKnowledge(await chained(), known);
    expect(refinedTsv(refined?.edges ?? [])).toBe(
      'source\ttarget\tsign\trevision\ng1\tG2\t-\tturned\nG0\tG1\t+\tsigned\n',
    );
    const others = { name: 'others', edges: [{ source: 'A', target: 'B', sign: 1 as const }] };
    await expect(refineKnowledge(await chained(), others)).rejects.toThrow(ModulodeError);
  });

  it('brings a run back from its file, and its network from its link', async () => {
    const run = await chained();
    const again = openRun(run.toRunFile());
    expect(again.edges()).toEqual(run.edges());
    expect(again.predict({ G0: 0 })).toEqual(run.predict({ G0: 0 }));
    const link = await decodeRun(await run.toLink());
    expect(link.ok && link.value.network?.network.genes).toEqual(run.run.dataset.genes);
  });

  it('writes its network and its predictions for other programs', async () => {
    const run = await chained();
    const strongest = run.edges(1).map(({ source, target }) => [source, target]);
    const lines = (await run.toFormat('tsv', { top: 1 })).trimEnd().split('\n').slice(1);
    expect(lines.map((line) => line.split('\t').slice(0, 2))).toEqual(strongest);
    const back = await openData([new File([await run.toH5ad()], 'predictions.h5ad')]);
    back.close();
    expect(back.opened.genes[back.recognition.mapping.matrix]?.index).toEqual(run.run.dataset.genes);
  });

  it('is compared with other methods, with the summary of the page', async () => {
    const run = await chained();
    const edges = [{ source: 'G0', target: 'G1', sign: 1 as const }];
    const { title, card, truthCard } = run.judge({ name: 'truth', edges });
    expect(title).toMatch(/\d+ left-out .*; AUPRC \d+(\.\d)? × chance/);
    expect(card.networks.map(({ source }) => source)).toContain('grnboost2');
    expect(truthCard?.rows[0]?.auprc?.value).toBe(run.evaluate({ name: 'truth', edges })?.auprc);
    expect(run.judge().truthCard).toBeNull();
  });

  it('measures confidence and keeps its edges', async () => {
    const run = await chained();
    const sure = await run.measureConfidence(5);
    expect(sure.run.result.confidence?.fits).toBe(5);
    expect(weightsOf(sure)).toEqual(weightsOf(run));
    expect(await run.advice()).toBeNull();
    expect(await sure.advice()).toMatchObject({
      from: 'model',
      sentences: [expect.stringMatching(/^Most informative/)],
    });
    for (const { stability } of sure.edges())
      expect(Math.fround(Math.round(5 * (stability ?? -1)) / 5)).toBe(stability);
    await expect(run.measureConfidence(2)).rejects.toThrow(RangeError);
  });

  it('sets a knocked-out gene to zero and changes nothing without a perturbation', async () => {
    const run = await chained();
    expect(run.predict({ G0: 0 })[0]?.predicted).toBeCloseTo(0, 6);
    for (const { delta, control, predicted } of run.predict({})) {
      expect(delta).toBeCloseTo(0, 6);
      expect(predicted).toBeCloseTo(control, 6);
    }
    expect(run.predict({ g0: 0 })).toEqual(run.predict({ G0: 0 }));
    expect(() => run.predict({ MYC: 0 })).toThrow(/^MYC is not a gene .* 5 genes are G0, G1/);
    for (const level of [-1, Infinity, NaN]) expect(() => run.predict({ G0: level })).toThrow(RangeError);
  });

  it('predicts the measured genes outside the network, and says which it cannot', async () => {
    const dataset = { ...chain(), outside: outsideOfChain() };
    const run = await infer({ dataset, settings: short });
    const outside = run.predictOutside({ G0: 0 });
    expect(outside.map(({ gene }) => gene)).toEqual(['X1', 'X2', 'X3', 'X4']);
    const unchanged = outside.filter((level) => !level.isPredicted);
    expect(unchanged.length).toBeGreaterThan(0);
    for (const { delta, heldOutError } of unchanged)
      expect([delta, heldOutError >= 0.995]).toEqual([0, true]);
    for (const { control, delta, predicted, low, high } of outside) {
      expect(predicted).toBeCloseTo(Math.max(0, control + delta), 5);
      expect([low <= predicted, predicted <= high]).toEqual([true, true]);
    }
    expect((await chained()).predictOutside({ G0: 0 })).toEqual([]);
    expect(() => run.predictOutside({ X1: 0 })).toThrow(RangeError);
  });

  it('answers at times of the screen and refuses others', async () => {
    const screen = chain();
    const twice = screen.conditions.map((condition, i) => ({ ...condition, time: i < 3 ? 2 : 4 }));
    const run = await infer({ dataset: { ...screen, conditions: twice }, settings: { ...short, steps: 2 } });
    expect(run.predict({ G0: 0 }, 2)).toHaveLength(5);
    for (const time of [1, 5, Number.NaN]) expect(() => run.predict({ G0: 0 }, time)).toThrow(RangeError);
  });

  it('applies filters, reports in advance what they remove, and names invalid ones', async () => {
    const genes = ['GATA1', 'SPI1', 'KLF1'];
    const labels = [...Array<string>(30).fill('control'), ...Array<string>(25).fill('GATA1'), 'SPI1'];
    const lines = labels.map((label, cell) =>
      [`c${cell}`, label, ...genes.map((_, gene) => (cell % 5 === 0 ? 1 : 9 + ((cell + gene) % 4)))].join(
        ',',
      ),
    );
    const text = [`cell,perturbation,${genes.join(',')}`, ...lines].join('\n');
    const data = await openData([new File([text], 'screen.csv')]);
    const mapping = { ...data.recognition.mapping, filter: { leastCounts: 10, fewestCells: 5 } };
    const { cells, takingPart } = await data.quality(mapping);
    expect([cells.all, cells.leftOut, takingPart.perturbations]).toEqual([56, 12, 1]);
    const { conditions, notes } = await data.load(mapping);
    expect(conditions.map(({ label, cells: own }) => [label, own])).toEqual([
      ['control', 24],
      ['GATA1', 20],
    ]);
    expect(notes).toContainEqual({ tag: 'rules-set', rules: mapping.filter });
    const inPercent = { ...mapping, filter: { mostMitochondrial: 20 } };
    await expect(data.load(inPercent)).rejects.toThrow(/^mapping\.filter\.mostMitochondrial: /);
    data.close();
  });

  it('tells which genes each perturbation changes, before any model', async () => {
    const data = await openData([new File([knownScreen(() => 'lane')], 'known.csv')]);
    const { mapping } = data.recognition;
    const effects = await data.effects(mapping);
    const { genes, perturbations } = effects;
    expect(perturbations.map(({ label, increased, acts }) => [label, increased, acts])).toEqual([
      ['GATA1', 2, true],
      ['SPI1', 0, false],
    ]);
    const { q, log2 } = effects.changes('GATA1');
    expect(genes.filter((_, gene) => (q[gene] ?? NaN) < 0.05)).toEqual(['GATA1', 'KLF1', 'TAL1']);
    expect(Math.abs((log2[genes.indexOf('TAL1')] ?? NaN) - 2)).toBeLessThan(0.3);
    expect(() => effects.changes('control')).toThrow('No perturbation is labelled control');
    await expect(data.effects(mapping, { fdr: 5 })).rejects.toThrow('fdr: 5 is not between 0 and 1');
    data.close();
  });

  it('tells effects apart by context and by dose', async () => {
    const both = knownScreen((_, cell) => (cell % 2 ? 'K562' : 'RPE1')).replace('lane', 'cell_line');
    const data = await openData([new File([both], 'contexts.csv')]);
    const { contexts, doses } = await data.effects(data.recognition.mapping);
    expect(contexts?.contexts.map(({ name }) => name).toSorted()).toEqual(['K562', 'RPE1']);
    // The same cells by turns.
    expect(contexts?.pairs[0]?.lines.some(({ verdict }) => /only|differs/.test(verdict))).toBe(false);
    expect(doses).toEqual([]);
    const one = await data.effects({ ...data.recognition.mapping, context: 'K562' });
    expect(one.contexts).toBeNull();
    await expect(data.effects({ ...data.recognition.mapping, context: 'HEK' })).rejects.toThrow(
      'mapping.context: cell_line has no value HEK; its values are RPE1 and K562',
    );
    data.close();
  });

  it('names a setting that cannot be', async () => {
    await expect(infer({ dataset: chain(), settings: { steps: -5 } })).rejects.toThrow(/^settings\.steps: /);
    const settings: Partial<TrainingSettings> = JSON.parse('{"preset":"best"}');
    await expect(infer({ dataset: chain(), settings })).rejects.toThrow(/^settings\.preset: .*"compact"/);
    const misspelt: Partial<TrainingSettings> = JSON.parse('{"stesp":5}');
    await expect(infer({ dataset: chain(), settings: misspelt })).rejects.toThrow(
      /^settings\.stesp: .* steps,/,
    );
    const run = await chained();
    await expect(run.toFormat(JSON.parse('"xlsx"'))).rejects.toThrow(/^There is no format xlsx: tsv, sif/);
  });

  it('names what is no file, no field and no column, instead of guessing', async () => {
    await expect(openData(JSON.parse('["screen.h5ad"]'))).rejects.toThrow(/^files: a list of File objects/);
    const files = [await demo()];
    const refused = (mapping: string) => infer({ files, mapping: JSON.parse(mapping) });
    await expect(refused('{"perturbationColumn":"guides"}')).rejects.toThrow(
      'mapping.perturbationColumn: myeloid.h5ad has no column guides; its columns are perturbation',
    );
    await expect(refused('{"pertubation":"guides"}')).rejects.toThrow(/^mapping: .*pertubation/);
    await expect(refused('{"control":["control"]}')).rejects.toThrow(/^mapping\.control/);
  });

  it('records the loss of every step and reports progress', async () => {
    const seen: number[] = [];
    const { run } = await infer({
      dataset: chain(),
      settings: short,
      onProgress: ({ step }) => void seen.push(step),
    });
    expect([...run.curves.loss.steps]).toEqual(Array.from({ length: 30 }, (_, i) => i + 1));
    expect(seen.at(-1)).toBe(30);
  });

  it('ends with the reason of its signal', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    await expect(
      infer({
        dataset: chain(),
        settings: { ...short, steps: 100_000 },
        signal: controller.signal,
        onProgress: () => controller.abort(reason),
      }),
    ).rejects.toBe(reason);
    await expect(infer({ dataset: chain(), signal: controller.signal })).rejects.toBe(reason);
  });

  it('ends with the exception of its listener', async () => {
    const reason = new Error('the listener is broken');
    const onProgress = () => {
      throw reason;
    };
    await expect(infer({ dataset: chain(), settings: short, onProgress })).rejects.toBe(reason);
  });

  it('reports errors in the words of the page and as data', async () => {
    const broken = new File(['not a data file'], 'cells.h5ad');
    const failure = await openData([broken]).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ModulodeError);
    expect(failure).toMatchObject({
      problem: { tag: 'not-hdf5', file: 'cells.h5ad' },
      message: expect.stringContaining('cells.h5ad'),
      next: expect.stringMatching(/./u),
    });
    await expect(openData([])).rejects.toThrow(TypeError);
    const dataset = { ...chain(), heldOut: ['G0', 'G1', 'G2', 'G3'] };
    await expect(infer({ dataset, settings: short })).rejects.toMatchObject({
      problem: { tag: 'no-training-perturbations' },
    });
  });
});
