import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { emptyFolder, savedRun, trainedRun } from '../../../tests/support/cli/commands';
import { testHost } from '../../../tests/support/cli/testHost';
import { countedScreen } from '../../../tests/support/inference/countedScreen';
import type { Dataset } from '../../dataset/dataset';
import { writeH5ad } from '../../dataset/writers/h5ad';
import { predictEnd } from '../../dynamics/predict';
import { onOtherCells } from '../../inference/benchmark/otherCells';
import type { FinishedRun } from '../../share/finishedRun';
import { runCli } from '../program';

const donor = countedScreen({ seed: 2, factor: [1, 1, 1, 1, 1, 6, 0.5, 1] });
let run: FinishedRun;
let saved: string;
let folder: string;

beforeAll(async () => {
  run = await trainedRun({}, countedScreen());
  saved = await savedRun(run);
  folder = await emptyFolder();
});

async function predict(...args: string[]) {
  const host = testHost();
  const code = await runCli(['predict', saved, ...args], host);
  return { code, text: host.printed(), told: host.messages.join('\n') };
}

interface Written {
  readonly names?: readonly string[];
  /** Of the cells; null: no column. */
  readonly labelOf?: ((label: string) => string) | null;
  readonly isUsed?: (label: string) => boolean;
  readonly value?: (value: number) => number;
}

/** The donor's cells as a file. */
async function file(
  name: string,
  { names = donor.genes, labelOf = (label) => label, isUsed = () => true, value = (x) => x }: Written = {},
): Promise<string> {
  const { conditions, conditionOfCell, values, genes }: Dataset = donor;
  const labels = Array.from(conditionOfCell, (condition) => conditions[condition]?.label ?? '');
  const used = [...labels.keys()].filter((cell) => isUsed(labels[cell] ?? ''));
  const path = join(folder, name);
  const bytes = await writeH5ad({
    values: Float32Array.from(
      used.flatMap((cell) => [...values.subarray(cell * genes.length, (cell + 1) * genes.length)].map(value)),
    ),
    encoding: 'dense',
    cellNames: used.map((cell) => `cell${cell}`),
    geneNames: names,
    obs: labelOf === null ? {} : { perturbation: used.map((cell) => labelOf(labels[cell] ?? '')) },
    uns: {},
  });
  await writeFile(path, bytes);
  return path;
}

const isControl = (label: string) => label === 'control';

function startAt() {
  const on = onOtherCells(run, donor, Int32Array.from(donor.genes.keys()));
  if ('tag' in on) throw new Error(on.tag);
  return on;
}

it('predicts from the unperturbed cells of another file, and says what the run does not know of them', async () => {
  const path = await file('donor.h5ad', { labelOf: null, isUsed: isControl });
  const { code, text, told } = await predict('--on', path, '--perturb', 'G0=0');
  expect(code).toBe(0);
  const { model } = startAt();
  const { delta } = predictEnd(model, [{ gene: 0, value: 0 }], null);
  const [header, ...lines] = text
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t'));
  expect(header?.slice(-3)).toEqual(['high', 'run_control', 'in_file']);
  for (const [gene, line] of lines.entries()) {
    expect(Number(line[1])).toBeCloseTo(model.mean[gene] ?? NaN, 4);
    expect(Number(line[6])).toBeCloseTo(run.result.model.mean[gene] ?? NaN, 5);
    expect(line[7]).toBe(gene === 5 ? 'outside' : 'measured');
  }
  expect(Number(lines[1]?.[3])).toBeCloseTo(delta[1] ?? NaN, 3);
  expect(told).toContain('Predictions start at the mean of 360 unperturbed cells of donor.h5ad');
  expect(told).toMatch(/Outside what the model saw: the levels of G5 \(\+\d\.\d sd\)\./);
});

it('finds genes ignoring case, and marks those that the file lacks', async () => {
  const names = donor.genes.map((name, gene) => (gene === 4 ? 'OTHER' : name.toLowerCase()));
  const path = await file('some.h5ad', { names, labelOf: null, isUsed: isControl });
  const { text, told } = await predict('--on', path, '--perturb', 'G0=0');
  expect(text.trimEnd().split('\n')[5]?.split('\t').at(-1)).toBe('absent');
  expect(told).toContain('Not measured there, so taken from the run: 1 of 8 genes (G4).');
});

it('compares effects that were measured there with predictions and with the effects of the run', async () => {
  const path = await file('screen.h5ad');
  const { code, text, told } = await predict('--on', path);
  expect(code).toBe(0);
  const { agreement } = startAt();
  const lines = text
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'));
  expect(lines.map(([label, cells]) => [label, cells])).toEqual(
    ['G0', 'G1', 'G2', 'G3', 'G4'].map((label) => [label, '120']),
  );
  lines.forEach((line, at) => {
    expect(Number(line[2])).toBeCloseTo(agreement?.perturbations[at]?.predicted.error ?? NaN, 2);
    expect(Number(line[5])).toBeCloseTo(agreement?.perturbations[at]?.own?.correlation ?? NaN, 2);
  });
  expect(told).toContain('For the 5 perturbations that the run measured too: predictions');
  const document: unknown = JSON.parse((await predict('--on', path, '--json', '--perturb', 'G0=0')).text);
  expect(document).toMatchObject({ on: { file: 'screen.h5ad', cells: 360, genes: { length: 8 } } });
});

it('says of a file that is no start what is wrong with it, and what to do', async () => {
  const told = async (path: string, ...more: string[]) => {
    const { code, text, told: said } = await predict('--on', path, '--perturb', 'G0=0', ...more);
    expect([code, text]).toEqual([2, '']);
    return said;
  };
  const others = await file('others.h5ad', { names: donor.genes.map((name) => `X${name}`), labelOf: null });
  expect(await told(others)).toContain('It measures 0 of the 8 genes of the run');
  const perturbed = await file('perturbed.h5ad', { isUsed: (label) => !isControl(label) });
  expect(await told(perturbed)).toMatch(/control/);
  const scaled = await file('scaled.h5ad', { labelOf: null, value: (x) => (x - 1.5) / 0.6 });
  expect(await told(scaled)).toMatch(/negative|scaled/);
  const bare = await predict('--on', await file('bare.h5ad', { labelOf: null, isUsed: isControl }));
  expect([bare.code, bare.told]).toEqual([
    2,
    expect.stringContaining('bare.h5ad holds no perturbation that the run can predict'),
  ]);
});
