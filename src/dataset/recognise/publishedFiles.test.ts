/** Made-up files in the layouts of published screens are read, recognised and loaded without an option. */
import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import { alone } from '../readers/fileGroup';
import { openFile } from '../readers/open';
import { selectDataset } from '../quality/select';
import { writeH5ad, type AnnDataContents } from '../writers/h5ad';
import { nameOfCondition, perturbationLabels } from '../dataset';
import { recognise } from './recognise';

const symbols = ['GATA1', 'SPI1', 'KLF1', 'AARS', 'HLA-A', 'CBL', 'CNN1', 'TAL1', 'RPL3', 'MT-ND1'];
const identifiers = symbols.map((_, gene) => `ENSG000001000${10 + gene}`);

interface Layout {
  /** Cells of each perturbed group: the targets by symbol, none for controls. */
  readonly groups: readonly (readonly string[])[];
  /** Columns of obs for cell number `cell` of a group. */
  readonly obs: (targets: readonly string[], cell: number) => Readonly<Record<string, string | number>>;
  readonly values: 'counts' | 'log-normalised';
  readonly geneNames: readonly string[];
  readonly var?: AnnDataContents['var'];
}

const CELLS = 24;

/** Each target is hardly detected in its own cells. */
async function fileOf(layout: Layout): Promise<File> {
  const random = new Random(5);
  const cells = layout.groups.flatMap((targets) => Array.from({ length: CELLS }, () => targets));
  const rows = cells.map((targets) => {
    const counts = symbols.map((symbol, gene) =>
      Math.round((targets.includes(symbol) ? 0.1 : 1) * (2 + gene) * (0.5 + random.uniform()) * 4),
    );
    if (layout.values === 'counts') return counts;
    const total = counts.reduce((sum, count) => sum + count, 0);
    return counts.map((count) => Math.log1p((count * 1e4) / total));
  });
  const described = cells.map((targets, cell) => layout.obs(targets, cell));
  const columnOf = (name: string) => {
    const values = described.map((one) => one[name] ?? '');
    const numbers = values.filter((value) => typeof value === 'number');
    return numbers.length === values.length ? Float64Array.from(numbers) : values.map(String);
  };
  const bytes = await writeH5ad({
    values: Float32Array.from(rows.flat()),
    encoding: 'csr',
    cellNames: cells.map((_, cell) => `cell-${cell}`),
    geneNames: layout.geneNames,
    obs: Object.fromEntries(Object.keys(described[0] ?? {}).map((name) => [name, columnOf(name)])),
    ...(layout.var ? { var: layout.var } : {}),
    uns: {},
  });
  return new File([bytes], 'screen.h5ad');
}

async function readOf(layout: Layout) {
  const source = await openFile(alone(await fileOf(layout)), () => undefined);
  const recognition = recognise(source.opened);
  const { mapping, blocked, labels } = recognition;
  const dataset = await selectDataset(source, recognition, mapping, () => undefined);
  source.close();
  return {
    blocked,
    column: mapping.perturbationColumn,
    control: mapping.control,
    kind: mapping.kind,
    isKindTold: recognition.guesses.find(({ field }) => field === 'kind')?.certainty !== 'assumed',
    batch: mapping.batchColumn,
    values: mapping.values,
    geneColumn: mapping.geneColumn,
    unused: labels.filter(({ role }) => role === 'unrecognised').map(({ label }) => label),
    perturbations: perturbationLabels(dataset).toSorted(),
    targets: new Set(
      dataset.conditions.map(({ label, time, interventions }) =>
        [nameOfCondition(label, time, ''), ...interventions.map(({ gene }) => dataset.genes[gene])].join(' '),
      ),
    ),
  };
}

const controls = (label: string) => ({ mode: 'cells', labels: [label] });
const idOf = (symbol: string | undefined) => identifiers[symbols.indexOf(symbol ?? '')] ?? 'non-targeting';

describe('a file in the layout of', () => {
  it('Replogle et al. and CausalBench: symbols in obs, identifiers in var, gem groups as batches', async () => {
    const found = await readOf({
      groups: [[], ['GATA1'], ['AARS'], ['HLA-A']],
      values: 'counts',
      geneNames: identifiers,
      var: { gene_name: symbols, mean: Float64Array.from(symbols, (_, gene) => gene) },
      obs: ([target], cell) => ({
        gem_group: 1 + (cell % 3),
        gene: target ?? 'non-targeting',
        gene_id: idOf(target),
        transcript: target === undefined ? 'non-targeting' : 'P1P2',
        gene_transcript:
          target === undefined ? `${cell}_non-targeting` : `${cell}_${target}_P1P2_${idOf(target)}`,
        sgID_AB:
          target === undefined
            ? `non-targeting_0${1000 + (cell % 9)}|non-targeting_0${2000 + (cell % 9)}`
            : `${target}_+_${70323441 + cell}.23-P1P2|${target}_-_70323332.23-P1P2`,
        mitopercent: 0.05 + cell / 1000,
        UMI_count: 8000 + cell,
        z_gemgroup_UMI: (cell % 7) - 3,
        core_scale_factor: 1 + cell / 1000,
        core_adjusted_UMI_count: 7000 + cell,
      }),
    });
    expect(found).toMatchObject({
      blocked: null,
      column: 'gene',
      control: controls('non-targeting'),
      isKindTold: false,
      batch: 'gem_group',
      values: 'counts',
      geneColumn: 'gene_name',
      unused: [],
      perturbations: ['AARS', 'GATA1', 'HLA-A'],
    });
    expect(found.targets).toContain('HLA-A HLA-A');
  });

  it('GEARS: combinations with ctrl on either side, log-normalised values', async () => {
    const names = ['GATA1+ctrl', 'ctrl+SPI1', 'CBL+CNN1'];
    const found = await readOf({
      groups: [[], ['GATA1'], ['SPI1'], ['CBL', 'CNN1']],
      values: 'log-normalised',
      geneNames: identifiers,
      var: { gene_name: symbols },
      obs: (targets) => {
        const condition = names.find((name) => name.split('+').includes(targets[0] ?? '')) ?? 'ctrl';
        return {
          condition,
          cell_type: 'K562',
          dose_val: targets.length === 0 ? '1' : '1+1',
          control: Number(targets.length === 0),
          condition_name: `K562_${condition}_${targets.length === 0 ? '1' : '1+1'}`,
        };
      },
    });
    expect(found).toMatchObject({
      blocked: null,
      column: 'condition',
      control: controls('ctrl'),
      values: 'log-normalised',
      geneColumn: 'gene_name',
      unused: [],
    });
    expect(found.targets).toEqual(
      new Set(['ctrl', 'CBL+CNN1 CBL CNN1', 'GATA1+ctrl GATA1', 'ctrl+SPI1 SPI1']),
    );
  });

  it('scPerturb: combinations with an underscore, a kind that is told only as CRISPR', async () => {
    const found = await readOf({
      groups: [[], ['KLF1'], ['CBL', 'CNN1'], ['MT-ND1']],
      values: 'counts',
      geneNames: symbols,
      var: { ensembl_id: identifiers, ncounts: Float64Array.from(symbols, () => 5) },
      obs: (targets, cell) => ({
        guide_id:
          targets.length === 0
            ? 'NegCtrl10_NegCtrl0__NegCtrl10_NegCtrl0'
            : `${targets.join('_')}__${targets.join('_')}`,
        read_count: 1000 + cell,
        UMI_count: 500 + cell,
        coverage: 15.5,
        gemgroup: 1 + (cell % 2),
        good_coverage: 'True',
        number_of_cells: 1,
        tissue_type: 'cell_line',
        cell_line: 'K562',
        cancer: 'True',
        disease: 'chronic myelogenous leukemia',
        perturbation_type: 'CRISPR',
        organism: 'human',
        perturbation: targets.length === 0 ? 'control' : targets.join('_'),
        nperts: targets.length,
        ngenes: 3000 + cell,
        ncounts: 9000 + cell,
        percent_mito: 4.5,
        percent_ribo: 20,
      }),
    });
    expect(found).toMatchObject({
      blocked: null,
      column: 'perturbation',
      control: controls('control'),
      isKindTold: false,
      batch: 'gemgroup',
      unused: [],
      perturbations: ['CBL_CNN1', 'KLF1', 'MT-ND1'],
    });
    expect(found.targets).toContain('CBL_CNN1 CBL CNN1');
  });

  it('Norman et al. as scPerturb has it: the kind is told as CRISPRa', async () => {
    const found = await readOf({
      groups: [[], ['KLF1'], ['CBL', 'CNN1']],
      values: 'counts',
      geneNames: symbols,
      obs: (targets) => ({
        perturbation: targets.length === 0 ? 'control' : targets.join('_'),
        nperts: targets.length,
        perturbation_type: 'CRISPRa',
      }),
    });
    expect(found).toMatchObject({ blocked: null, kind: 'overexpression', isKindTold: true });
  });

  it('dcdfg: comma-separated targets, an empty one for controls', async () => {
    const found = await readOf({
      groups: [[], ['GATA1'], ['GATA1', 'SPI1']],
      values: 'counts',
      geneNames: symbols,
      obs: (targets) => ({ targets: targets.join(','), regimes: targets.length }),
    });
    expect(found).toMatchObject({
      blocked: null,
      column: 'targets',
      control: controls(''),
      perturbations: ['GATA1', 'GATA1,SPI1'],
    });
  });

  it('mixscape: NT for controls, among columns of classes and phases', async () => {
    const found = await readOf({
      groups: [[], ['GATA1'], ['SPI1']],
      values: 'counts',
      geneNames: symbols,
      obs: ([target], cell) => ({
        replicate: `rep${1 + (cell % 3)}`,
        gene: target ?? 'NT',
        guide_ID: `${target ?? 'NT'}g${1 + (cell % 4)}`,
        NT: target === undefined ? 'NT' : target,
        perturbation: target === undefined ? 'NT' : 'Perturbed',
        crispr: target === undefined ? 'NT' : 'Perturbed',
        Phase: ['G1', 'S', 'G2M'][cell % 3] ?? '',
        mixscape_class: target === undefined ? 'NT' : `${target} ${cell % 2 === 0 ? 'KO' : 'NP'}`,
        'mixscape_class.global': target === undefined ? 'NT' : cell % 2 === 0 ? 'KO' : 'NP',
      }),
    });
    expect(found).toMatchObject({
      blocked: null,
      control: controls('NT'),
      batch: 'replicate',
      unused: [],
      perturbations: ['GATA1', 'SPI1'],
    });
    expect(found.column).toBe('gene');
  });

  it('Replogle et al. with cells that CausalBench excludes: they are not used, and no gene is missed', async () => {
    const found = await readOf({
      groups: [[], ['GATA1'], ['SPI1'], ['RPL3']],
      values: 'counts',
      geneNames: identifiers,
      var: { gene_name: symbols },
      obs: ([target]) => ({ gene: target === 'RPL3' ? 'excluded' : (target ?? 'non-targeting') }),
    });
    expect(found).toMatchObject({ blocked: null, unused: ['excluded'], perturbations: ['GATA1', 'SPI1'] });
  });
});
