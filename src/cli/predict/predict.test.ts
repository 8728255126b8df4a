import { execFileSync } from 'node:child_process';
import { lstat, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { valueAtDose } from '../../dynamics/doses';
import { foldChange, predictChange } from '../../dynamics/predict';
import { chain, outsideOfChain } from '../../../tests/support/inference/chain';
import type { FinishedRun } from '../../share/finishedRun';
import { openHdf5 } from '../../dataset/readers/hdf5/open';
import { runCli } from '../program';
import { emptyFolder, savedRun, trainedRun } from '../../../tests/support/cli/commands';
import { testHost } from '../../../tests/support/cli/testHost';
import { editsBetween } from './perturbOptions';

let run: FinishedRun;
let folder: string;

beforeAll(async () => {
  run = await trainedRun();
  folder = await savedRun(run);
});

async function predict(...args: string[]) {
  const host = testHost();
  const code = await runCli(['predict', ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

function rowsOf(tsv: string): { readonly gene: string; readonly numbers: readonly number[] }[] {
  return tsv
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .map(([gene = '', ...numbers]) => ({ gene, numbers: numbers.map(Number) }));
}

it('takes a dose in any unit of its kind where the model has a curve, and names the doses where it has none such', async () => {
  const input = { gene: 0, kind: 'knockdown', unit: 'µM', full: -2, half: 0.5 } as const;
  const curve = { doses: Float64Array.of(0.5, 5), levels: Float64Array.of(0.55, 1) };
  const model = { ...run.result.model, doses: [{ ...input, ...curve }] };
  const dosed = await savedRun({ ...run, result: { ...run.result, model } });
  const value = valueAtDose(model, { ...input, ...curve }, 0.5);
  const asked = JSON.parse((await predict(dosed, '--perturb', 'G0=500nM', '--json')).text) as unknown;
  expect(asked).toMatchObject({ perturbation: [{ gene: 'G0', value }] });
  const wrong = await predict(dosed, '--perturb', 'G0=3mg/ml');
  expect(wrong.code).not.toBe(0);
  expect(wrong.told).toContain('3 mg/ml is not a dose of G0');
  expect(wrong.told).toContain('Its doses are 0.5 µM and 5 µM.');
  expect((await predict(dosed, '--perturb', 'G1=3uM')).told).toContain('G1 has no doses');
  const plain = { ...model, doses: [{ ...input, unit: '', ...curve }] };
  const withoutUnit = await savedRun({ ...run, result: { ...run.result, model: plain } });
  const same = JSON.parse((await predict(withoutUnit, '--perturb', 'G0=dose:0.5', '--json')).text) as unknown;
  expect(same).toMatchObject({ perturbation: [{ gene: 'G0', value }] });
  expect((await predict(withoutUnit, '--perturb', 'G0=3uM')).told).toContain('such as G0=dose:0.5');
  const given = { ...input, kind: 'overexpression', full: 2, half: 500, ...curve } as const;
  const raised = await savedRun({ ...run, result: { ...run.result, model: { ...model, doses: [given] } } });
  const far = await predict(raised, '--perturb', 'G0=50uM');
  expect(far.told).toContain('50 µM of G0 is far beyond what was measured');
  expect(far.told).toContain('The largest dose in the screen is 5 µM.');
});

it('writes into a pipe, and through a link', async () => {
  const own = await emptyFolder();
  const at = (name: string) => join(own, name);
  const ask = ['--perturb', 'G0=0', '--out'];
  await predict(folder, ...ask, at('plain.tsv'));
  const plain = await readFile(at('plain.tsv'), 'utf8');
  execFileSync('mkfifo', [at('pipe')]);
  const [read] = await Promise.all([readFile(at('pipe'), 'utf8'), predict(folder, ...ask, at('pipe'))]);
  expect([read, (await stat(at('pipe'))).isFIFO()]).toEqual([plain, true]);
  await writeFile(at('target.tsv'), 'before');
  await symlink(at('target.tsv'), at('link.tsv'));
  await predict(folder, ...ask, at('link.tsv'));
  expect([await readFile(at('target.tsv'), 'utf8'), (await lstat(at('link.tsv'))).isSymbolicLink()]).toEqual([
    plain,
    true,
  ]);
});

describe('modulode predict', () => {
  it('prints the prediction of the sliders in log expression, one line per gene', async () => {
    const { code, text, told } = await predict(folder, '--perturb', 'G0=0,G1=2');
    const changes = [
      { gene: 0, value: 0 },
      { gene: 1, value: 2 },
    ];
    const { delta, lowestDelta, highestDelta, log2FoldChange } = predictChange(
      run.result.model,
      changes,
      null,
    );
    const { mean } = run.result.model;
    expect(code).toBe(0);
    expect(text.split('\n')[0]).toBe('gene\tcontrol\tpredicted\tdelta\tlow\thigh');
    const rows = rowsOf(text);
    expect(rows.map(({ gene }) => gene)).toEqual(run.dataset.genes);
    for (const [g, { numbers }] of rows.entries()) {
      const [control, predicted, change, low, high] = numbers.map(Math.fround);
      const from = Math.fround(mean[g] ?? NaN);
      expect(control).toBe(from);
      expect(change).toBe(delta[g]);
      // No level is below 0.
      const levelOf = (own: Float32Array) => Math.max(0, Math.fround(from + (own[g] ?? NaN)));
      expect(predicted).toBe(levelOf(delta));
      expect(low).toBe(levelOf(lowestDelta));
      expect(high).toBe(levelOf(highestDelta));
      // The page's fold change is that of these two levels.
      const factor = (Math.expm1(predicted ?? NaN) + 0.05) / (Math.expm1(control ?? NaN) + 0.05);
      expect(Math.log2(Math.max(factor, 1e-9))).toBeCloseTo(log2FoldChange[g] ?? NaN, 3);
    }
    // A gene that is out is not expressed at all.
    expect(rows[0]?.numbers[1]).toBe(0);
    expect(told).toMatch(/^Without G0 and with G1 × 2/);
  });

  it('with every gene left unchanged predicts a change of exactly nothing', async () => {
    const { code, text, told } = await predict(folder, '--perturb', 'G0=1');
    expect(code).toBe(0);
    for (const { numbers } of rowsOf(text)) {
      const [control, predicted, delta, low, high] = numbers;
      expect([predicted, delta, low, high]).toEqual([control, 0, control, control]);
    }
    expect(told).toContain('nothing changes');
  });

  it('prints the same numbers as JSON, with fold changes and remarks', async () => {
    const { code, text } = await predict(folder, '--perturb', 'g2=0.5', '--json');
    const answer = predictChange(run.result.model, [{ gene: 2, value: 0.5 }], null);
    expect(code).toBe(0);
    const document: unknown = JSON.parse(text);
    expect(document).toMatchObject({
      perturbation: [{ gene: 'G2', value: 0.5 }],
      time: null,
      kappa: run.result.model.measured?.kappa,
      beyondData: [],
      genes: run.dataset.genes.map((gene, g) => ({
        gene,
        control: Math.fround(run.result.model.mean[g] ?? NaN),
        delta: answer.delta[g],
        log2FoldChange: answer.log2FoldChange[g],
        lowLog2FoldChange: answer.low[g],
        highLog2FoldChange: answer.high[g],
      })),
    });
  });

  it('adds the genes outside the network, what each gene is predicted from, and its error', async () => {
    const whole = await trainedRun({}, { ...chain(), outside: outsideOfChain() });
    const saved = await savedRun(whole);
    const { code, text, told } = await predict(saved, '--perturb', 'G0=0');
    expect(code).toBe(0);
    const [header, ...lines] = text
      .trimEnd()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(header?.join(' ')).toBe('gene control predicted delta low high predicted_from held_out_error');
    // Those of the network are as without the others.
    const alone = (await predict(folder, '--perturb', 'G0=0')).text.trimEnd().split('\n').slice(1);
    expect(lines.slice(0, 5).map((line) => line.slice(0, 6).join('\t'))).toEqual(alone);
    expect(lines.slice(0, 5).map((line) => line.slice(6))).toEqual(
      Array.from({ length: 5 }, () => ['network', '']),
    );
    const { loadings } = whole.result;
    const outside = lines.slice(5);
    expect(outside.map(([gene]) => gene)).toEqual(['X1', 'X2', 'X3', 'X4']);
    expect(outside.map((line) => line[6])).toEqual(['modules', 'modules', 'none', 'none']);
    expect(outside.map((line) => Math.fround(Number(line[7])))).toEqual([...(loadings?.error ?? [])]);
    expect(outside.map(([, , , delta]) => Number(delta) === 0)).toEqual([false, false, true, true]);
    const together = loadings?.together?.error.value.toFixed(2);
    expect(told).toContain(
      `Modules predict 2 of 4 measured genes outside the network. Held-out error of all genes together ${together} [`,
    );

    const rows = (await predict(saved, '--perturb', 'G0=0', '--scenarios')).text.trimEnd().split('\n');
    expect(rows[0]).toMatch(/\tlog2_high\tpredicted_from\theld_out_error$/);
    expect(rows.slice(1).map((line) => line.split('\t')[4])).toEqual(lines.map(([gene]) => gene));
    expect(rows.at(-4)?.split('\t')[9]).toBe(outside[0]?.[3]);
    const document: unknown = JSON.parse((await predict(saved, '--perturb', 'G0=0', '--json')).text);
    expect(document).toMatchObject({
      outside: outside.map(([gene, , , delta, , , predictedFrom]) => ({
        gene,
        delta: Math.fround(Number(delta)),
        predictedFrom,
      })),
    });
  });

  it('says that what a gene outside the network does was not learned', async () => {
    const saved = await savedRun(await trainedRun({}, { ...chain(), outside: outsideOfChain() }));
    const { code, told } = await predict(saved, '--perturb', 'X1=0');
    expect(code).toBe(2);
    expect(told).toContain('X1 is outside the network');
  });

  it('writes the same bytes to a file', async () => {
    const out = join(await emptyFolder(), 'new', 'answer.tsv');
    const printed = await predict(folder, '--perturb', 'G3=0');
    const written = await predict(join(folder, 'run.modulode.json'), '--perturb', 'G3=0', '--out', out);
    expect([written.code, written.text]).toEqual([0, '']);
    expect(written.told).toContain(out);
    expect(await readFile(out, 'utf8')).toBe(printed.text);
    expect(await readdir(join(out, '..'))).toEqual(['answer.tsv']);
  });

  it('warns about levels beyond the data and about genes that are no regulators', async () => {
    const { model } = run.result;
    const narrow = await savedRun({
      ...run,
      result: { ...run.result, model: { ...model, high: new Float64Array(5) } },
    });
    expect((await predict(narrow, '--perturb', 'G0=3')).told).toContain(
      'Hardly any cell has G0 at this level',
    );
    // Each was knocked out alone in this screen.
    expect((await predict(folder, '--perturb', 'G0=1.05')).told).toContain(
      'no cell in which G0 was overexpressed',
    );
    expect((await predict(folder, '--perturb', 'G0=0,G1=0')).told).toContain(
      'no cell with G0 and G1 changed together',
    );
    expect((await predict(folder, '--perturb', 'G0=0')).told).not.toContain('no cell');
    const fewer = await trainedRun({}, { ...chain(), candidates: Int32Array.of(0, 1, 2) });
    const { text, told } = await predict(await savedRun(fewer), '--perturb', 'G4=0');
    expect(told).toContain('Not among the candidate regulators: G4.');
    expect(rowsOf(text).map(({ numbers }) => numbers[2] === 0)).toEqual([true, true, true, true, false]);
  });

  it('prints how far a combination is from the sum of its parts, gene by gene', async () => {
    const { code, text, told } = await predict(folder, '--perturb', 'G0=0,G3=0', '--additivity');
    expect(code).toBe(0);
    const [header, ...lines] = text.trimEnd().split('\n');
    expect(header).toBe('gene\tcombined\tsum\tdeviation\tlow\thigh\tkind');
    const rows = lines.map((line) => line.split('\t'));
    expect(new Set(rows.map(([gene]) => gene))).toEqual(new Set(['G1', 'G2', 'G4']));
    const { model } = run.result;
    const deltaOf = (...genes: readonly number[]) =>
      predictChange(
        model,
        genes.map((gene) => ({ gene, value: 0 })),
        null,
      );
    // Both genes were perturbed alone: the parts are scaled as the combination.
    const [first, second, both] = [deltaOf(0), deltaOf(3), deltaOf(0, 3)];
    const sums = foldChange(
      model,
      first.delta.map((value, gene) => value + (second.delta[gene] ?? 0)),
    );
    for (const [name, combined, sum, deviation, low, high] of rows) {
      const gene = run.dataset.genes.indexOf(name ?? '');
      expect(Number(combined)).toBeCloseTo(both.log2FoldChange[gene] ?? NaN, 3);
      expect(Number(sum)).toBeCloseTo(sums[gene] ?? NaN, 3);
      expect(Number(deviation)).toBeCloseTo(Number(combined) - Number(sum), 2);
      expect(Number(low)).toBeLessThanOrEqual(Number(deviation));
      expect(Number(high)).toBeGreaterThanOrEqual(Number(deviation));
    }
    expect(told).toContain('Ranges come from fits that leave perturbations out');
    const refusal = await predict(folder, '--perturb', 'G0=0,G3=1', '--additivity');
    expect([refusal.code, refusal.text]).toEqual([2, '']);
    expect(refusal.told).toContain('Set two genes or more');
  });

  it('prints the scenarios kept in the run file after its own, as a table and as AnnData', async () => {
    const scenarios = [
      {
        name: 'Both',
        sliders: [
          { gene: 0, value: 0 },
          { gene: 1, value: 0 },
        ],
        time: null,
      },
      { name: null, sliders: [{ gene: 2, value: 0.5 }], time: null },
    ];
    const kept = await savedRun({ ...run, view: { ...run.view, scenarios } });
    const { code, text, told } = await predict(kept, '--scenarios', '--perturb', 'G3=0');
    expect(code).toBe(0);
    const lines = text
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split('\t'));
    const settings = lines.map(([name, perturbation]) => `${name}: ${perturbation}`);
    expect([...new Set(settings)]).toEqual(['G3 out: G3=0', 'Both: G0=0,G1=0', 'G2 × 0.5: G2=0.5']);
    // Each block has the numbers of the same perturbation by itself.
    const alone = rowsOf((await predict(kept, '--perturb', 'G0=0,G1=0')).text);
    const block = lines.filter(([name]) => name === 'Both');
    expect(
      block.map(([, , , , gene, control, predicted, low, high, delta]) =>
        [gene, control, predicted, delta, low, high].join(),
      ),
    ).toEqual(
      alone.map(({ gene, numbers: [control, predicted, delta, low, high] }) =>
        [gene, control, predicted, delta, low, high].join(),
      ),
    );
    expect(told).toContain('Both: The model saw no cell with G0 and G1 changed together.');
    expect((await predict(kept, '--scenarios')).text.split('\n')).toHaveLength(2 + 2 * 5);

    const out = join(await emptyFolder(), 'all.h5ad');
    const written = await predict(kept, '--scenarios', '--out', out);
    expect([written.code, written.text]).toEqual([0, '']);
    const { opened } = await openHdf5(new File([await readFile(out)], 'all.h5ad'), () => undefined);
    expect(opened.cellNames).toEqual(['Both', 'G2 × 0.5']);
  });

  it('refuses scenarios where none are kept, and beside what has other columns', async () => {
    const none = await predict(folder, '--scenarios');
    expect([none.code, none.text]).toEqual([2, '']);
    expect(none.told).toContain('The run file has no scenarios');
    expect((await predict(folder, '--scenarios', '--json')).code).toBe(2);
    expect((await predict(folder)).told).toContain('--perturb');
  });

  it('states first that the model does not beat no change', async () => {
    const { crossValidation } = run.result;
    if (!crossValidation) throw new Error('the chain has four perturbations');
    const bad = await savedRun({
      ...run,
      result: {
        ...run.result,
        model: { ...run.result.model, kappa: 0.2, measured: null },
        crossValidation: { ...crossValidation, shrunkError: 1.1 },
      },
    });
    const { code, told } = await predict(bad, '--perturb', 'G0=0');
    expect(code).toBe(0);
    expect(told).toMatch(/^Predictions are no better than “no change”: do not interpret this network\./);
    expect(told).toContain('Low confidence: effects scaled to 20\u00a0%');
  });
});

const refused = (perturb: string, ...more: string[]) => predict(folder, '--perturb', perturb, ...more);

describe('an invalid request', () => {
  it('an unknown gene is refused with similar names', async () => {
    const { code, text, told } = await refused('G01=0');
    expect([code, text]).toEqual([2, '']);
    expect(told).toContain('The model has no gene G01');
    expect(told).toContain('Similar names: G0');
    expect((await refused('Something=0')).told).toContain('Its 5 genes are G0, G1, G2, G3 and G4.');
  });

  it('levels out of range, missing or given twice are refused', async () => {
    for (const [perturb, reason] of [
      ['G0=4', 'Allowed is a number from 0 to 3'],
      ['G0=-1', 'Allowed is a number from 0 to 3'],
      ['G0=', 'Allowed is a number from 0 to 3'],
      ['G0', 'Write each gene with a level'],
      ['', 'Write each gene with a level'],
      ['G0=0,g0=2', 'G0 is set twice'],
    ] as const) {
      const { code, text, told } = await refused(perturb);
      expect([code, text, perturb]).toEqual([2, '', perturb]);
      expect(told).toContain(reason);
    }
    expect((await refused('G0=0', '--perturb', 'G1=0')).code).toBe(2);
  });

  it('a missing perturbation or run is refused, as are other folders and files', async () => {
    expect((await predict(folder)).code).toBe(2);
    expect((await predict('--perturb', 'G0=0')).code).toBe(2);
    const empty = await emptyFolder();
    const file = join(empty, 'alien.json');
    await writeFile(file, '{"format":"other"}');
    for (const path of [empty, file, join(empty, 'missing')]) {
      const { code, text, told } = await predict(path, '--perturb', 'G0=0');
      expect([code, text]).toEqual([2, '']);
      expect(told).not.toContain('   at ');
    }
    expect((await predict(file, '--perturb', 'G0=0')).told).toContain(
      'alien.json is not a run file, or is damaged',
    );
    const cut = join(folder, 'cut.modulode.json');
    await writeFile(cut, (await readFile(join(folder, 'run.modulode.json'), 'utf8')).slice(0, -30));
    expect((await predict(cut, '--perturb', 'G0=0')).told).toContain('cut.modulode.json is damaged');
  });

  it('a file that cannot be written leaves nothing behind', async () => {
    const empty = await emptyFolder();
    await writeFile(join(empty, 'file'), '');
    const { code, told } = await refused('G0=0', '--out', join(empty, 'file', 'inside.tsv'));
    expect(code).toBe(2);
    expect(told).toMatch(/cannot be written\n.*a file, not a folder/);
    expect((await refused('G0=0', '--out', empty)).told).toMatch(/cannot be written\n.*It is a folder/);
    expect(await readdir(empty)).toEqual(['file']);
  });
});

it('a gene is found by another name of it, and a gene without any name of the run is refused', async () => {
  const names = ['GATA1', 'SPI1', 'TAL1', 'KLF1', 'CEBPA'];
  const saved = await savedRun(await trainedRun({}, { ...chain(), genes: names }));
  const usual = await predict(saved, '--perturb', 'GATA1=0,SPI1=2');
  expect(usual.code).toBe(0);
  expect(await predict(saved, '--perturb', 'NFE1=0,pu.1=2')).toEqual(usual);
  expect(await predict(saved, '--perturb', 'ENSG00000102145=0,SPI1=2')).toEqual(usual);
  const { code, told } = await predict(saved, '--perturb', 'NFE1=0,GATA1=2');
  expect([code, told]).toEqual([2, expect.stringContaining('GATA1 is set twice')]);
  expect((await predict(saved, '--perturb', 'TP53=0')).told).toContain('The model has no gene TP53');
});

describe('a time', () => {
  it('is used within the screen, refused outside it, and ignored without time points', async () => {
    const dataset = chain();
    const times = [null, 2, 2, 4, 4];
    const timed = await trainedRun(
      {},
      {
        ...dataset,
        timeUnit: 'days',
        conditions: dataset.conditions.map((one, i) => ({ ...one, time: times[i] ?? null })),
      },
    );
    const path = await savedRun(timed);
    const ask = (...more: string[]) => predict(path, '--perturb', 'G0=0', ...more);
    const at2 = predictChange(timed.result.model, [{ gene: 0, value: 0 }], 2).delta;
    expect(
      rowsOf((await ask('--time', '2')).text).map(({ numbers }) => Math.fround(numbers[2] ?? NaN)),
    ).toEqual([...at2]);
    expect((await ask('--time', '4')).text).toBe((await ask()).text);
    expect((await ask('--time', '2')).text).not.toBe((await ask()).text);
    expect((await ask('--time', '3')).told).toContain('Nothing was measured at 3 days');
    for (const outside of ['1', '4.5']) {
      const { code, told } = await ask('--time', outside);
      expect(code).toBe(2);
      expect(told).toContain('It was measured at 2 and 4 days.');
    }
    const timeless = await predict(folder, '--perturb', 'G0=0', '--time', '1');
    expect(timeless.code).toBe(0);
    expect(timeless.told).toContain('no time points');
  });
});

it('editsBetween is the Levenshtein distance', () => {
  expect(['kitten', 'sitting', '', 'abc', 'flaw'].map((name) => editsBetween(name, 'sitting'))).toEqual([
    3, 0, 7, 7, 7,
  ]);
});
