import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { writeH5ad } from '../../dataset/writers/h5ad';
import { runCli } from '../program';
import { testHost } from '../../../tests/support/cli/testHost';

export const genes = ['GATA1', 'SPI1', 'KLF1', 'CEBPA', 'NKX2-1', 'HLA-A'];
/** [label, value of a second column, cells]. */
export const groups = [
  ['NT', 'b1', 40],
  ['GATA1_g1', 'b1', 40],
  ['SPI1', 'b2', 30],
  ['1-Mar', 'b2', 25],
] as const;

export function table(withLabels: boolean): string {
  const head = ['cell', ...(withLabels ? ['guide', 'lane'] : []), ...genes].join(',');
  const rows = groups.flatMap(([label, lane, cells]) =>
    Array.from({ length: cells }, (_, at) => {
      const values = genes.map((_gene, gene) => (at * 7 + gene * 3 + label.length) % 11);
      return [`${label}_${lane}_${at}`, ...(withLabels ? [label, lane] : []), ...values].join(',');
    }),
  );
  return `${[head, ...rows].join('\n')}\n`;
}

export async function inspect(...args: readonly string[]) {
  const host = testHost();
  const code = await runCli(['inspect', ...args], host);
  return { code, printed: host.printed(), told: host.messages.join('\n') };
}

export async function asData(...args: readonly string[]): Promise<Record<string, unknown>> {
  const document: Record<string, unknown> = JSON.parse((await inspect(...args, '--json')).printed);
  return document;
}

const FIXTURES = resolve(import.meta.dirname, '../../../tests/fixtures/readers');
const DATA = resolve(import.meta.dirname, '../../../../shared/data');
const folder = mkdtempSync(join(tmpdir(), 'inspect-'));
const screen = join(folder, 'screen.csv');
const bare = join(folder, 'bare.csv');

function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const path = join(folder, name);
  mkdirSync(path);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(path, file), text);
  return path;
}

beforeAll(() => {
  writeFileSync(screen, table(true));
  writeFileSync(bare, table(false));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it('forecasts memory and time of a run with default settings', async () => {
  const { forecast } = await asData(screen, '--forecast', '--threads', '2');
  // The program takes 400 MB, so few cells next to nothing.
  const memoryBytes = expect.closeTo(4e8, -8);
  const size = { genes: 6, regulators: 6, perturbations: 2, cells: 110, threads: 2 };
  expect(forecast).toMatchObject({ ...size, memoryBytes });
  const { printed } = await inspect(screen, '--forecast');
  expect(printed).toMatch(
    /It needs about 4\d\d MB of memory\.\nTraining takes about .+ s \(350 steps\), one resampled fit/,
  );
  expect(await asData(screen)).not.toHaveProperty('forecast');
});

describe('a screen in a table', () => {
  it('is described in short blocks that end with its readiness', async () => {
    const { code, printed, told } = await inspect(screen);
    expect({ code, told }).toEqual({ code: 0, told: '' });
    expect(printed).toMatch(/^screen\.csv\ndelimited text, 135 cells × 6 genes, \d+ kB\n/);
    expect(printed).toMatch(/^Perturbation column {2}guide \(/m);
    expect(printed).toMatch(/^Control label {8}NT \(sure\)$/m);
    expect(printed).toMatch(/^Values {15}Counts \(sure\)$/m);
    expect(printed).toMatch(/^NT +control +40$/m);
    expect(printed).toMatch(/^GATA1_g1 +GATA1 +40$/m);
    expect(printed).toMatch(/^1-Mar +not used +25$/m);
    expect(printed).toMatch(/Ready: 2 perturbations, compared with “NT”\.\n$/);
    for (const line of printed.split('\n')) expect(line.length).toBeLessThanOrEqual(100);
  });

  it('is described as JSON with the same sentences', async () => {
    const found = await asData(screen);
    expect(found).toMatchObject({
      file: { name: 'screen.csv', format: 'text', cells: 135, genes: 6 },
      mapping: { perturbationColumn: 'guide', control: { mode: 'cells', labels: ['NT'] } },
      ready: true,
      blocked: null,
      sentence: 'Ready: 2 perturbations, compared with “NT”',
    });
    expect(found['labels']).toContainEqual({
      label: 'GATA1_g1',
      targets: ['GATA1'],
      role: 'perturbation',
      cells: 40,
    });
    expect(found['recognised']).toContainEqual(
      expect.objectContaining({ field: 'control', label: 'Control label', value: 'NT', certainty: 'sure' }),
    );
  });

  it('is unchanged by options that repeat the guesses', async () => {
    const options = ['--perturbation-column', 'guide', '--control', 'NT', '--values', 'counts'];
    expect((await inspect(screen, ...options)).printed).toBe((await inspect(screen)).printed);
  });

  it('follows options that differ from the guesses', async () => {
    const lists = [join(folder, 'genes.txt'), join(folder, 'regulators.txt')] as const;
    writeFileSync(lists[0], 'hla-a\nABSENT1\n');
    writeFileSync(lists[1], 'GATA1; SPI1; ABSENT2');
    const options = '--control 1-Mar,NT --kind overexpression --batch-column lane --n-genes 4'.split(' ');
    const found = await asData(
      screen,
      ...options,
      '--genes',
      lists[0],
      '--regulators',
      lists[1],
      '--holdout',
      'SPI1',
    );
    expect(found['mapping']).toMatchObject({
      control: { mode: 'cells', labels: ['1-Mar', 'NT'] },
      kind: 'overexpression',
      batchColumn: 'lane',
      genes: { total: 4, pasted: ['HLA-A', 'ABSENT1'] },
      regulators: ['GATA1', 'SPI1', 'ABSENT2'],
      heldOut: ['SPI1'],
    });
    const notes = JSON.stringify(found['notes']);
    expect(notes).toContain('1 listed gene was not found');
    expect(notes).toContain('1 candidate regulator is not among the modelled genes');
  });

  test.each([
    [['--compare-with-others'], { mode: 'others' }],
    [['--reference', 'SPI1'], { mode: 'reference', label: 'SPI1' }],
  ])('%j says what perturbed cells are compared with', async (options, control) => {
    expect((await asData(screen, ...options))['mapping']).toMatchObject({ control });
  });

  it('takes control cells from a file of their own', async () => {
    const controls = join(folder, 'untreated.csv');
    const head = `cell,guide,${genes.join(',')}`;
    const rows = Array.from(
      { length: 30 },
      (_, at) => `c${at},NT,${genes.map((_g, g) => (at + g) % 9).join(',')}`,
    );
    writeFileSync(controls, `${[head, ...rows].join('\n')}\n`);
    const found = await asData(screen, '--controls-file', controls);
    expect(found['file']).toMatchObject({ cells: 165 });
    expect(JSON.stringify(found['notes'])).toContain('30 control cells from untreated.csv');
  });

  it('refuses to be told how to read a table of what is none', async () => {
    const { code, told } = await inspect('public/demo/myeloid.h5ad', '--rows', 'genes');
    expect([code, told]).toEqual([2, expect.stringContaining('--rows: myeloid.h5ad is not a table')]);
  });

  it('holds out one kind of a gene by the name that results give it', async () => {
    const found = await asData(
      'public/demo/myeloid.h5ad',
      '--holdout',
      'GATA1 knockout, SPI1 overexpression',
    );
    expect(found['mapping']).toMatchObject({ heldOut: ['GATA1 knockout', 'SPI1 overexpression'] });
  });

  test.each([
    [
      ['--perturbation-column', 'gide'],
      /--perturbation-column: screen\.csv has no column “gide”\n.*guide and lane/,
    ],
    [['--control', 'NT,DMSO'], /--control: unknown DMSO\n.*Column guide has NT, GATA1_g1, SPI1 and 1-Mar/],
    [['--holdout', 'NT'], /--holdout: unknown NT\n.*GATA1_g1 and SPI1/],
    [['--matrix', 'raw/X'], /--matrix: screen\.csv has no matrix “raw\/X”\n.*table/],
    [
      ['--time-column', 'guide'],
      /--time-column: guide has no times\n.*NT, GATA1_g1, SPI1 and 1-Mar.*\n.*24h or day 3, or none/,
    ],
    [
      ['--kind-column', 'guide'],
      /--kind-column: guide states no kind of perturbation\n.*NT, GATA1_g1.*\n.*or none with --kind/,
    ],
    [['--kind', 'knocked'], /--kind <kind>.*knocked.*knockout, knockdown, overexpression/],
    [['--n-genes', '1'], /--n-genes <n>.*'1'.*from 3 to 5,000/],
    [['--genes', 'nowhere.txt'], /nowhere\.txt cannot be read/],
    [['--reference', 'SPI1', '--control', 'NT'], /--reference.*--control/],
    [['--nonsense'], /unknown option '--nonsense'/],
  ])('%j is refused with the allowed values', async (options, sentence) => {
    const { code, printed, told } = await inspect(screen, ...options);
    expect({ code, printed }).toEqual({ code: 2, printed: '' });
    expect(told).toMatch(sentence);
  });
});

it('reads a separate table of labels, and says what is missing without it', async () => {
  const alone = await inspect(bare);
  expect(alone.code).toBe(2);
  const labels = join(folder, 'labels.csv');
  const rows = groups.flatMap(([label, lane, cells]) =>
    Array.from({ length: cells }, (_, at) => `${label}_${lane}_${at},${label}`),
  );
  writeFileSync(labels, `cell,guide\n${rows.join('\n')}\n`);
  const together = await inspect(labels, bare);
  expect(together).toMatchObject({ code: 0, told: '' });
  expect(together.printed).toContain(
    'Columns of the cells come from labels.csv. They were matched to 135 cells by name.',
  );
});

it('reports all findings for data that cannot be trained, and the option that helps', async () => {
  const { code, printed, told } = await inspect(screen, '--perturbation-column', 'lane');
  expect({ code, told }).toEqual({ code: 2, told: '' });
  expect(printed).toContain('135 cells × 6 genes');
  expect(printed).toMatch(
    /None of the perturbed genes is among the measured ones\.[^]*--perturbation-column\.\n$/,
  );
});

it('reads a folder like its files, as Cell Ranger leaves them', async () => {
  const lines = table(false)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(','));
  const entries = lines.flatMap(([, ...values], cell) =>
    values.flatMap((value, gene) => (value === '0' ? [] : [`${gene + 1} ${cell + 1} ${value}`])),
  );
  const files = {
    'matrix.mtx': [
      '%%MatrixMarket matrix coordinate integer general',
      `${genes.length} ${lines.length} ${entries.length}`,
      ...entries,
    ].join('\n'),
    'features.tsv': genes.map((gene) => `${gene}\t${gene}\tGene Expression`).join('\n'),
    'barcodes.tsv': lines.map(([name]) => name).join('\n'),
    'cell_identities.csv': ['cell,guide', ...lines.map(([name]) => `${name},${name?.split('_b')[0]}`)].join(
      '\n',
    ),
    'web_summary.html': '<html>',
  };
  const path = folderOf('outs', files);
  const [together, apart] = [
    await inspect(path),
    await inspect(
      ...Object.keys(files)
        .slice(0, 4)
        .map((name) => join(path, name)),
    ),
  ];
  expect(together).toEqual(apart);
  expect(together.printed).toContain('135 cells × 6 genes');
  expect(together.code).toBe(0);
});

describe('files that cannot be used', () => {
  const cases: readonly (readonly [string, () => string, RegExp])[] = [
    ['an empty file', () => written('empty.csv', ''), /empty\.csv is empty/],
    [
      'garbage',
      () => written('garbage.csv', '\u0000\u0001\u0002\u0003'.repeat(50)),
      /garbage\.csv was not opened/,
    ],
    ['garbage called h5ad', () => written('garbage.h5ad', 'nothing'), /garbage\.h5ad is not an \.h5ad file/],
    ['a cut file', () => cut('dense.h5ad', 3000), /cut-dense\.h5ad is damaged/],
    ['a network', () => written('net.sif', 'A activates B\n'), /net\.sif contains a network/],
    [
      'a folder without data',
      () => folderOf('empty', { 'notes.md': 'nothing' }),
      /empty is a folder without data\n.*No file in it has the name of a data file/,
    ],
    [
      'a run folder',
      () => folderOf('run', { 'run.modulode.json': '{}' }),
      /run is a folder.*\n.*It holds a run/,
    ],
    [
      'a folder of several data sets',
      () => folderOf('several', { 'a.loom': 'a', 'b.h5ad': 'b' }),
      /do not belong together\n.*a\.loom, b\.h5ad/,
    ],
    [
      'a file that is missing',
      () => join(folder, 'missing.h5ad'),
      /missing\.h5ad cannot be read\n.*no file or folder/,
    ],
    ['a device', () => '/dev/null', /\/dev\/null cannot be read/],
  ];
  test.each(cases)('%s', async (_what, path, sentence) => {
    const { code, printed, told } = await inspect(path());
    expect({ code, printed }).toEqual({ code: 2, printed: '' });
    expect(told).toMatch(sentence);
    expect(told).not.toMatch(/\n\s+at |Error:/);
  });

  // Whoever runs as root may read everything.
  it.skipIf(process.getuid?.() === 0)('a file that may not be read', async () => {
    const path = written('secret.csv', 'a,b\n');
    chmodSync(path, 0);
    const { code, told } = await inspect(path);
    expect(code).toBe(2);
    expect(told).toMatch(/secret\.csv cannot be read/);
  });

  it('as data, in one document', async () => {
    const { code, printed } = await inspect(written('empty.csv', ''), '--json');
    expect(code).toBe(2);
    expect(JSON.parse(printed)).toMatchObject({ error: { tag: 'empty-file', title: 'empty.csv is empty' } });
  });
});

const evilLabels = ['control', 'GATA1', '\u001B]0;owned\u0007\u001B[2Jx'];

it('never sends the control characters of a label to the terminal', async () => {
  const path = join(folder, 'evil.h5ad');
  const perturbation = Array.from({ length: 90 }, (_, cell) => evilLabels[cell % 3] ?? '');
  const bytes = await writeH5ad({
    values: Float32Array.from({ length: 90 * 2 }, (_, at) => at % 7),
    encoding: 'dense',
    cellNames: perturbation.map((_, cell) => `c${cell}`),
    geneNames: ['GATA1', 'SPI1'],
    obs: { perturbation },
    uns: {},
  });
  writeFileSync(path, bytes);
  const { printed } = await inspect(path);
  expect(printed).toContain(String.raw`\u001b]0;owned\u0007\u001b[2Jx`);
  // oxlint-disable-next-line no-control-regex -- exactly these must not reach a terminal
  expect(printed).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F]/);
});

it.skipIf(!existsSync(DATA))('tells cells by time where a public screen has time points', async () => {
  const { code, printed } = await inspect(join(DATA, 'renge-hipsc/hipsc.h5ad'));
  // It has no controls: infer asks for them.
  expect(code).toBe(2);
  expect(printed).toContain('--compare-with-others');
  // Counted in the file with anndata.
  expect(printed).toMatch(/^Label +Perturbed +2 +3 +4 +5 +cells$/m);
  expect(printed).toMatch(/^ZIC2 +ZIC2 +22 +40 +45 +42 +149$/m);
  expect(printed).toContain('2 conditions have few cells.');
});

it('tells samples where rows are samples', async () => {
  const file = join(folder, 'bulk.csv');
  const names = ['WT', 'GATA1_KO', 'SPI1_KO'].flatMap((label) => [1, 2, 3, 4].map((at) => `${label}_${at}`));
  const rows = names.map((name, at) =>
    [name, ...genes.map((_, gene) => 900 + at * 70 + gene * 31)].join(','),
  );
  writeFileSync(file, `${[['sample', ...genes].join(','), ...rows].join('\n')}\n`);
  const { printed } = await inspect(file);
  expect(printed).toContain('12 samples × 6 genes');
  expect(printed).toMatch(/^Label +Perturbed +samples$/m);
  expect(printed).toMatch(/^Samples +Median sample: .* All 12 samples pass\.$/m);
  expect(printed).toContain('2 conditions have few samples.');
});

it('has help with every option and an example', async () => {
  const { code, printed } = await inspect('--help');
  expect(code).toBe(0);
  for (const part of [
    '--perturbation-column',
    '--controls-file',
    '--holdout',
    '--json',
    'Examples:',
    'Exit code:',
  ])
    expect(printed).toContain(part);
});

function written(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function cut(fixture: string, bytes: number): string {
  const path = join(folder, `cut-${fixture}`);
  writeFileSync(path, readFileSync(join(FIXTURES, fixture)).subarray(0, bytes));
  return path;
}

describe('values', () => {
  it('are read in a small file, with cell quality and target effects', async () => {
    const { printed } = await inspect(screen, '--kind', 'knockdown');
    // Counted here from the table itself: the labels that are used, without "1-Mar", a gene that a spreadsheet spoilt.
    const rows = table(true)
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(','))
      .filter(([, guide]) => guide !== '1-Mar');
    const totals = rows
      .map((row) => row.slice(3).reduce((sum, value) => sum + Number(value), 0))
      .toSorted((a, b) => a - b);
    const median = ((totals[54] ?? 0) + (totals[55] ?? 0)) / 2;
    expect(rows).toHaveLength(110);
    expect(printed).toContain(`Median cell: ${Math.round(median)} counts, `);
    expect(printed).toMatch(/^Targets {2}\d of 2 targets fall after knockdown, as expected\./m);
    expect(printed).toMatch(/^Effects {2}/m);
    expect(printed).toContain('All 110 cells pass.');
  });

  it('are reported as JSON', async () => {
    const { quality, qualityText, effects } = await asData(screen);
    // A label without a measured target is a perturbation too.
    expect(effects).toMatchObject({ of: 2, labels: expect.any(Array) });
    expect(quality).toMatchObject({
      takingPart: { perturbations: 2, cells: 110 },
    });
    expect(qualityText).toMatchObject({ cells: expect.stringContaining('All 110 cells pass.') });
  });

  it('are not read with --no-quality', async () => {
    const { printed } = await inspect(screen, '--no-quality');
    expect(printed.replaceAll(/\s+/g, ' ')).toContain('Quality Not read (');
    expect((await asData(screen, '--no-quality'))['quality']).toBeNull();
  });

  it('decide readiness after filtering', async () => {
    const few = await inspect(screen, '--min-cells', '35', '--max-mito', '20%');
    expect(few.printed).toMatch(/Ready: 1 perturbation, compared with “NT”\.\n$/);
    const none = await inspect(screen, '--min-counts', '1000');
    expect(none.code).toBe(2);
    expect(none.printed).toContain('exclude all perturbations');
    expect((await asData(screen, '--max-mito', '7.5%'))['mapping']).toMatchObject({
      filter: { mostMitochondrial: 0.075 },
    });
  });
});

describe('labels that do not fit their cells', () => {
  const targets = ['GATA1', 'SPI1', 'KLF1', 'TAL1', 'RUNX1', 'FLI1', 'IRF8', 'EGR1', 'GFI1'];
  /** GATA1 and IRF8 are exchanged and KLF1 is inert; the last two perturbations lie in a lane without controls. */
  const silent: Readonly<Record<string, string>> = { GATA1: 'IRF8', IRF8: 'GATA1', KLF1: '' };
  const wrong = join(folder, 'knockout.csv');
  beforeAll(() => {
    const rows = ['NT', ...targets].flatMap((label, place) =>
      Array.from({ length: 40 }, (_, at) => {
        const counts = [...targets, 'ACTB'].map((gene, column) =>
          gene === (silent[label] ?? label) ? 0 : 8 + ((at * 7 + column * 3 + place * 5) % 5),
        );
        return [`c${place}_${at}`, label, place > 7 ? 'lane2' : 'lane1', ...counts].join(',');
      }),
    );
    writeFileSync(
      wrong,
      `${[['cell', 'knockout', 'lane', ...targets, 'ACTB'].join(','), ...rows].join('\n')}\n`,
    );
  });

  it('are named with their reason, also as JSON', async () => {
    const { suspectLabels } = await asData(wrong);
    expect(suspectLabels).toEqual([
      { label: 'GATA1', reason: 'swapped', swappedWith: 'IRF8' },
      { label: 'IRF8', reason: 'swapped', swappedWith: 'GATA1' },
      { label: 'KLF1', reason: 'inert', swappedWith: null },
    ]);
    const words = (await inspect(wrong)).printed.replaceAll(/\s+/g, ' ');
    expect(words).toContain('the cells of each show the change expected of the other (GATA1 and IRF8)');
    expect(words).toContain('1 perturbation looks inert: the target does not change as intended (KLF1)');
    expect(words).toContain('6 of 9 targets fall after knockout, as expected');
  });

  it('and a lane without controls is warned of although it is not used as batch', async () => {
    const words = (await inspect(wrong)).printed.replaceAll(/\s+/g, ' ');
    expect(words).toContain('Batch None (likely)');
    expect(words).toContain('! 2 perturbations lie in 1 batch with 0 control cells');
    expect(words).toContain(
      'All cells of EGR1 and GFI1 are in lane2 (column lane, which is not used as batch)',
    );
  });
});
