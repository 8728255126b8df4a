import { describe, expect, it } from 'vitest';
import { Random } from '../../numerics/random';
import type { AnnotationColumn } from '../annotation';
import { column, log10, log2, logged, matrixInfo } from '../../../tests/support/dataset/screens';
import { guessGeneColumn, nameGenes } from './geneNames';
import { addsLigand, areAdded, guessKind, kindFromChange, statedKinds } from './kind';
import { batchColumns, guessTimeColumn, readTimes } from './timeAndBatch';
import { valueNotes } from './processing';
import { guessValueScale } from './valueScale';

function scaleOf(rows: number[][], path = 'X') {
  return guessValueScale(matrixInfo(path, rows)).scale;
}

function kindOf(
  columnName: string,
  labels: readonly string[] = ['GATA1', 'SPI1'],
  file = 'screen.h5ad',
  obs: Parameters<typeof guessKind>[0] = [],
) {
  return guessKind(obs, columnName, labels, file).kind;
}

/** Of labels, in their order; null where they state none. */
function kindsOf(...labels: string[]) {
  const { kindColumn } = guessKind([column('perturbation', labels)], 'perturbation', labels, 'x.h5ad');
  const kinds = statedKinds(column('perturbation', labels));
  return kindColumn === null ? null : labels.map((label) => kinds.get(label));
}

/** Of cells with these values of another column. */
function foundBeside(values: readonly string[]) {
  const labels = column('perturbation', ['GATA1', 'GATA1', 'SPI1', 'control']);
  return guessKind([labels, column('system', [...values])], 'perturbation', ['GATA1', 'SPI1'], 'x.h5ad');
}

const isSymbol = (name: string) => /^[A-Z0-9]+$/.test(name);

describe('guessValueScale', () => {
  const counts = [
    [0, 3, 12, 1],
    [5, 0, 80, 2],
    [1, 1, 9, 0],
  ];
  const normalised = counts.map((row) => {
    const total = row.reduce((sum, value) => sum + value, 0);
    return row.map((value) => (value / total) * 10_000);
  });

  it('distinguishes counts, normalised values and their logarithm', () => {
    expect(scaleOf(counts)).toBe('counts');
    expect(scaleOf(normalised)).toBe('normalised');
    expect(scaleOf(normalised.map((row) => row.map(Math.log1p)))).toBe('log-normalised');
    expect(
      scaleOf(
        normalised.map((row) => row.map((y) => Math.log2(1 + y))),
        'layers/log2',
      ),
    ).toBe('log2-normalised');
  });

  it('reads small values as logarithms and large ones not, if totals differ', () => {
    expect(
      scaleOf([
        [0.4, 4.87],
        [1.2, 0],
      ]),
    ).toBe('log-normalised');
    expect(
      scaleOf([
        [0.4, 480.87],
        [1.2, 0],
      ]),
    ).toBe('normalised');
  });
});

/** Number of columns that are batches if one names so many wells. */
function wells(count: number, cellsEach: number): number {
  const names = Array.from({ length: count * cellsEach }, (_, cell) => cell % count);
  return batchColumns([column('gem_group', names)]).length;
}

describe('batchColumns', () => {
  it('accepts the 267 wells of a screen of the genome, and not a name for every sample', () => {
    expect([wells(267, 25), wells(40, 1), wells(267, 1), wells(600, 25)]).toEqual([1, 1, 0, 0]);
  });

  it.each([
    'donor_id',
    'Mouse',
    'patient',
    'replicate',
    'ind',
    'solvent',
    'GEX_lane',
    'hash.ID',
    'Sample_Tag',
    'SNG.BEST.GUESS',
    'assignment',
    'prep_batch',
  ])('accepts %s', (name) => {
    expect(
      batchColumns([
        column(
          name,
          Array.from({ length: 60 }, (_, cell) => `${cell % 3}`),
        ),
      ]),
    ).toHaveLength(1);
  });

  it('accepts an assignment of numbers, as of genotypes, alone', () => {
    expect(batchColumns([column('assignment', ['GATA1', 'SPI1', 'GATA1'])])).toEqual([]);
  });
});

describe('readTimes', () => {
  it.each([
    ['time', ['24h', '48h'], [24, 48], 'hours', true],
    ['stage', ['d3', 'd10'], [3, 10], 'days', true],
    ['stage', ['Day 3', 'Day 10'], [3, 10], 'days', true],
    ['time_hours', ['0', '6.5'], [0, 6.5], 'hours', true],
    ['day', [2, 5], [2, 5], 'days', true],
    ['t', [2, 5], [2, 5], 'days', false],
    ['time', [0.5, 300], [0.5, 300], '', false],
    ['time', ['6h', '24h', '3d', '0'], [6, 24, 72, 0], 'hours', true],
    ['time', ['30min', '2h', '1d'], [30, 120, 1440], 'minutes', true],
    ['hours', ['12', '2d'], [12, 48], 'hours', true],
    ['Time (h)', [24, 48], [24, 48], 'hours', true],
    ['weeks', [1, 2], [1, 2], 'weeks', true],
  ])('reads %s with values %s', (name, values, times, unit, unitIsWritten) => {
    const read = readTimes(column(name, values));
    expect(Array.from(read.values)).toEqual(times);
    expect(read).toMatchObject({ unit, unitIsWritten });
  });

  it('reads a column with distinct values for many cells', () => {
    const values = Float64Array.from({ length: 300_000 }, (_, cell) => cell / 7);
    expect(readTimes({ kind: 'number', name: 'score', values }).unit).toBe('');
  });

  it('leaves missing and unreadable values open, and those before the perturbation', () => {
    expect(Array.from(readTimes(column('time', ['24h', null, 'late', '-6h'])).values)).toEqual([
      24,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});

describe('guessTimeColumn', () => {
  it.each(
    (
      'Time.point|hours_post_infection|hours_post_treatment|days_post_infection|timepoint_hr|Time (h)|Timepoint (days)|time_after_stim|' +
      'time_post_transduction|treatment_time|stim_time|exposure_time|sampling_time|time_in_hours|time_min|harvest_day|collection_day|' +
      'pert_time|pert_itime|weeks|treatment_time_h'
    ).split('|'),
  )('finds %s', (name) => {
    expect(guessTimeColumn([column(name, ['24', '48'])]).column).toBe(name);
  });

  it.each(['dpt', 'pseudotime', 'dpt_pseudotime', 'latent_time', 'velocity_pseudotime', 'run_time'])(
    'does not take %s',
    (name) => {
      expect(guessTimeColumn([column(name, [1, 2])]).column).toBeNull();
    },
  );

  it.each(['collection', 'Harvest', 'day_collected', 'days in culture', 'diff_day', 'time_of_harvest'])(
    'finds %s where every value has its unit',
    (name) => {
      expect(guessTimeColumn([column(name, ['D1', 'D2', 'D3'])]).column).toBe(name);
      expect(guessTimeColumn([column(name, ['D1', '2', 'D3'])]).column).toBeNull();
    },
  );

  it.each(['donor_day', 'donor', 'age_weeks_old', 'sample', 'collection_batch', 'run_day'])(
    'takes no %s for times, whatever its values',
    (name) => {
      expect(guessTimeColumn([column(name, ['D1', 'D2', 'D3'])]).column).toBeNull();
    },
  );

  it.each(['condition', 'sample', 'Sample ID', 'orig.ident', 'group'])(
    'finds %s where every value is a time, and no donor',
    (name) => {
      for (const values of [
        ['D0', 'D3', 'D7'],
        ['D1', 'D14'],
        ['Day0', 'Day 3'],
        ['24h', '48 h'],
      ])
        expect(guessTimeColumn([column(name, values)]).column).toBe(name);
      for (const values of [
        ['D1', 'D2'],
        ['H1', 'H12'],
        ['2D', '3D'],
        ['D0', 'D3', 'naive'],
      ])
        expect(guessTimeColumn([column(name, values)]).column).toBeNull();
    },
  );

  it('takes no dates, and a plain name first', () => {
    expect(guessTimeColumn([column('collection_time', [20210304, 20210305])]).column).toBeNull();
    expect(guessTimeColumn([column('time', ['2021-03-04', '2021-03-05'])]).column).toBeNull();
    expect(guessTimeColumn([column('collection_day', [1, 2]), column('time', [6, 24])]).column).toBe('time');
  });

  it('finds no time in a single time point, in pseudo-time, or in words', () => {
    const pseudo = Array.from({ length: 100 }, (_, cell) => cell / 100);
    const columns = [column('day', [3, 3, 3]), column('time', pseudo), column('t', ['early', 'late'])];
    expect(guessTimeColumn(columns).column).toBeNull();
  });

  it('takes no column with times before the perturbation, and says why', () => {
    const { column: found, guess } = guessTimeColumn([column('time', [-6, 6, 24])]);
    expect(found).toBeNull();
    expect(guess.reason).toEqual({ tag: 'times-below-zero', column: 'time' });
    expect(guessTimeColumn([column('time', [-6, 6]), column('day', [0, 3])]).column).toBe('day');
  });
});

describe('guessGeneColumn', () => {
  it('keeps names in the index, and searches other columns if it has ids', () => {
    const ids = ['ENSMUSG00000000001', 'ENSMUSG00000000002.3'];
    const symbols = column('gene_symbol', ['Gata1', 'Spi1']);
    expect(
      guessGeneColumn({ index: ['Gata1', 'Spi1'], columns: [column('gene_ids', ids)] }).column,
    ).toBeNull();
    expect(guessGeneColumn({ index: ids, columns: [symbols] }).column).toBe('gene_symbol');
    expect(guessGeneColumn({ index: ['0', '1'], columns: [symbols] }).column).toBe('gene_symbol');
    expect(guessGeneColumn({ index: ids, columns: [] }).column).toBeNull();
    const others = [
      '1007_s_at 1053_at',
      'AFFX_b_at AFFX_c_at',
      'ILMN_1 ILMN_2',
      'P42224 P15976',
      'A0A024R161 A0A0C5B5G6',
    ];
    for (const index of others.map((names) => names.split(' ')))
      expect(guessGeneColumn({ index, columns: [symbols] }).column).toBe('gene_symbol');
  });

  it.each(['features', 'original_name', 'gene_name_unique', 'symbol_x'])(
    'takes %s beside ids by its values, and finds labels by them',
    (name) => {
      const index = ['STAT1', 'IRF1', 'TP53', 'NKX2-1'].map((_, at) => `ENSG0000000000${at}`);
      const columns = [
        column('biotype', ['protein_coding', 'protein_coding', 'lncRNA', 'lncRNA']),
        column('transcript', ['NM_0001', 'NM_0002', 'XM_0003', 'NR_0004']),
        column('protein', ['P42224', 'P10914', 'P04637', 'P43699']),
        column(name, ['STAT1', 'IRF1', 'TP53', 'NKX2-1']),
      ];
      const found = guessGeneColumn({ index, columns });
      expect(found).toMatchObject({ column: name, guess: { certainty: 'likely' } });
      expect(nameGenes({ index, columns }, null).lookup.find('TP53')).toBe(2);
      expect(guessGeneColumn({ index, columns: columns.slice(0, 3) }).column).toBeNull();
    },
  );
});

describe('nameGenes', () => {
  it('makes names unique, fills empty ones from the index, and finds the first of equal names', () => {
    const axis = {
      index: ['i0', 'i1', 'i2', 'i3', 'i4'],
      columns: [column('gene', ['A', 'A', 'A-1', null, 'A'])],
    };
    const { names, repeated, lookup } = nameGenes(axis, 'gene');
    expect(names).toEqual(['A', 'A-2', 'A-1', 'i3', 'A-3']);
    expect(repeated).toEqual(['A']);
    expect([lookup.find('A'), lookup.find('A-1'), lookup.find('i4'), lookup.find('B')]).toEqual([
      0, 2, 4, -1,
    ]);
  });
});

const beforeOf: Readonly<Record<string, string | null>> = {
  normalised: null,
  'log-normalised': 'ln',
  'log2-normalised': 'log2',
  'log10-normalised': 'log10',
};

function guessed(rows: readonly (readonly number[])[], ...names: readonly string[]) {
  const { scale, guess } = guessValueScale(matrixInfo('table', rows), names);
  return [scale, guess.reason.tag, guess.certainty];
}

describe('guessValueScale, from totals and names', () => {
  /** Three cells of ten genes with a total of a million, at uneven shares. */
  const amounts = [1, 2, 3].map((cell) => {
    const shares = Array.from({ length: 10 }, (_, gene) => 1 + ((gene * 7 + cell * 3) % (10 + cell)));
    const total = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share) => (1e6 * share) / total);
  });

  it('tells logarithms to base 2 from natural ones where all cells have one total', () => {
    expect(guessed(logged(amounts, log2))).toEqual(['log2-normalised', 'equal-totals', 'sure']);
    expect(guessed(logged(amounts, Math.log1p))).toEqual(['log-normalised', 'equal-totals', 'sure']);
    expect(guessed(logged(amounts, log10))).toEqual(['log10-normalised', 'equal-totals', 'sure']);
    expect(guessed(amounts)).toEqual(['normalised', 'equal-totals', 'sure']);
  });

  /** Sixty cells of three lanes, each lane normalised to a total of its own; so deep that no count tells. */
  const lanes = Array.from({ length: 60 }, (_, cell) => {
    const draws = new Random(cell);
    const shares = Array.from({ length: 40 }, () => Math.exp(1.5 * draws.normal()));
    const sum = shares.reduce((all, share) => all + share, 0);
    return shares.map((share) => (([2310, 4105, 3277][cell % 3] ?? 0) * share) / sum);
  });

  it.each([
    ['normalised', (amount: number) => amount],
    ['log-normalised', Math.log1p],
    ['log2-normalised', log2],
    ['log10-normalised', log10],
  ])('takes totals that lanes have of their own for totals: %s', (scale, log) => {
    const matrix = matrixInfo('X', logged(lanes, log));
    const { guess, scale: found } = guessValueScale(matrix);
    expect([found, guess.certainty, guess.reason]).toEqual([
      scale,
      'sure',
      { tag: 'equal-totals', before: beforeOf[scale], several: 3 },
    ]);
    expect(valueNotes(matrix, found)).toEqual([]);
  });

  it('does not take sums that only lie in groups for totals', () => {
    const uneven = lanes.map((row, cell) => row.map((amount) => amount * (1 + (cell % 7) / 500)));
    expect(guessed(logged(uneven, Math.log1p))).toEqual(['log-normalised', 'no-integers', 'sure']);
  });

  /** Amounts of 3,000 genes over five orders of magnitude in eight bulk samples, which differ by a tenth. */
  const random = new Random(7);
  const levels = Array.from({ length: 3000 }, () => 10 ** (5 * random.uniform()));
  const bulk = Array.from({ length: 8 }, () =>
    levels.map((level) => level * Math.exp(0.1 * random.normal())),
  );
  const counts = bulk.map((row) => row.map(Math.round));

  it('does not take logarithms for amounts because their sums hardly differ between bulk samples', () => {
    expect(guessed(logged(bulk, log2))[0]).toBe('log2-normalised');
    expect(guessed(logged(bulk, Math.log1p))[0]).toBe('log-normalised');
    const ranked = logged(bulk, log2).map((row) => {
      const order = [...row.keys()].toSorted((a, b) => (row[a] ?? 0) - (row[b] ?? 0));
      const rankOf = new Map(order.map((gene, rank) => [gene, rank]));
      return row.map((_, gene) => (16.4 * (rankOf.get(gene) ?? 0)) / row.length);
    });
    expect(guessed(ranked)[0]).toBe('log2-normalised');
    expect(guessed(logged(ranked, (rank) => rank / 2))).toEqual(['log-normalised', 'no-integers', 'sure']);
    expect(guessed(bulk)[0]).toBe('normalised');
  });

  it('takes amounts of one total for amounts, however small', () => {
    const shares = amounts.map((row) => row.map((amount) => amount / 1e6));
    expect(guessed(shares)).toEqual(['normalised', 'equal-totals', 'sure']);
    expect(guessed(logged(shares, (share) => 100 * share))).toEqual(['normalised', 'equal-totals', 'sure']);
  });

  it('takes expected counts, most of them whole, for counts', () => {
    const expected = counts.map((row, sample) =>
      row.map((count, gene) => ((gene + sample) % 4 === 0 ? count + 0.37 : count)),
    );
    expect(guessed(expected)).toEqual(['counts', 'mostly-integers', 'likely']);
  });

  it('takes intensities of proteins for no counts, though they are whole numbers', () => {
    const whole = amounts.map((row) => row.map((value, gene) => Math.round(1e4 * value + gene)));
    expect(guessed(whole, 'x.txt', 'LFQ intensity siCtrl_1')).toEqual([
      'normalised',
      'from-matrix-name',
      'likely',
    ]);
    expect(guessed(whole, 'x.txt')[0]).toBe('counts');
  });

  it('believes the name of the file where totals differ', () => {
    const part = amounts.map((row) => row.slice(0, 4).map((value) => Math.log2(value + 1)));
    expect(guessed(part, 'tpm.csv')).toEqual(['log2-normalised', 'spread-of-logarithms', 'likely']);
    expect(guessed(part, 'counts_vst.csv')[0]).toBe('log2-normalised');
    expect(guessed(part, 'log2_tpm.csv')).toEqual(['log2-normalised', 'from-matrix-name', 'likely']);
  });

  it('takes negative values as log ratios where a name says so', () => {
    const ratios = [
      [-1.5, 0.2],
      [0.3, 2.1],
    ];
    expect(guessed(ratios, 'x.csv', 'log2FC_STAT1')).toEqual(['log-ratio', 'named-log-ratio', 'likely']);
    expect(guessed(ratios, 'deseq.csv', 'STAT1_log2FoldChange')[0]).toBe('log-ratio');
    expect(guessed(ratios, 'scaled.csv', 'STAT1')).toEqual(['log-normalised', 'negative-values', 'assumed']);
  });
});

describe('guessKind', () => {
  it('prefers a column that states it', () => {
    const stated = [column('perturbation_type', ['CRISPRi', 'CRISPRi', null])];
    expect(kindOf('ko', [], 'CRISPRa.h5ad', stated)).toBe('knockdown');
    expect(kindOf('gene', [], 'x.h5ad', [column('perturbation_type', ['CRISPR-cas13'])])).toBe('knockdown');
  });

  it('reads it from labels, the column name or the file name', () => {
    expect(kindOf('perturbation', ['GATA1-KO', 'SPI1-KO'])).toBe('knockout');
    expect(kindOf('perturbation', ['CRISPRi_GATA1', 'CRISPRi_KLF1'])).toBe('knockdown');
    for (const name of ['sm_name', 'product_name (without dose)'])
      expect(kindOf(name, ['Belinostat', 'JQ1'])).toBe('inhibitor');
    expect(kindOf('oe')).toBe('overexpression');
    expect(kindOf('cytokine')).toBe('overexpression');
    expect(kindOf('gene', [], 'cytokine_screen.h5ad')).toBe('knockout');
    expect(kindOf('knockdown')).toBe('knockdown');
    expect(kindOf('condition', ['GATA1'], 'Norman_CRISPRa.h5ad')).toBe('overexpression');
    expect(kindOf('perturbation', ['MEK inhibitor', 'AKT inhibitor', 'PKC'])).toBe('inhibitor');
    expect(kindOf('CRISPR inhibition')).toBe('knockdown');
    expect(kindOf('', ['siSTAT1_1', 'shMYC-2', 'siCtrl'])).toBe('knockdown');
    expect(kindOf('genotype', ['Gata1-/-', 'Spi1 -/-'])).toBe('knockout');
    expect(kindOf('perturbation', ['STAT1_ASO1', 'MYC_ASO2'])).toBe('knockdown');
    expect(kindOf('gene', [], 'screen_dCas9-VP64.h5ad')).toBe('overexpression');
    expect(kindOf('TF', ['TFORF1001-FOXA1', 'TFORF3549-GFP'])).toBe('overexpression');
    for (const file of ['shRNA_screen.csv', 'siSTAT1.csv', 'K562_CRISPR_i.h5ad', 'KD_2.csv'])
      expect(kindOf('gene', [], file)).toBe('knockdown');
    const unclear = ['sh1_screen.csv', 'CRISPR_A375.h5ad', 'T_cell_activation.h5ad', 'cDNA_2.csv'];
    for (const file of unclear) expect(kindOf('gene', [], file)).toBe('knockout');
  });

  it('reads the technology that controls, guides or samples name, and says where', () => {
    const genes = ['GATA1', 'SPI1', 'KLF1'];
    const found = (name: string, values: readonly string[]) => {
      const obs = [column('perturbation', [...genes, 'control']), column(name, [...values])];
      const { kind, guess } = guessKind(obs, 'perturbation', genes, 'screen.h5ad');
      return [kind, guess.reason.tag === 'from-column-values' ? guess.reason.column : guess.certainty];
    };
    const named = (name: string, value: string, kind: string) =>
      expect(found(name, [value, value, value, value])).toEqual([kind, name]);
    named('cell_line', 'K562-dCas9-KRAB', 'knockdown');
    named('cell_line', 'RPE1_Zim3-dCas9', 'knockdown');
    named('cell_line', 'A549 dCas9', 'knockdown');
    named('cells', 'THP1 Cas9', 'knockout');
    named('library', 'CRISPRa pool', 'overexpression');
    named('cell_line', 'K562 dCas9-SunTag-VP64', 'overexpression');
    named('method', 'shRNA', 'knockdown');
    named('method', 'pooled siRNAs', 'knockdown');
    expect(found('guide', ['ORF_GATA1', 'ORF_SPI1', 'ORF_KLF1', 'mCherry'])).toEqual([
      'overexpression',
      'guide',
    ]);
    expect(found('sgRNA', ['CRISPRi_GATA1_1', 'CRISPRi_SPI1_1', 'CRISPRi_KLF1_2', 'NT'])).toEqual([
      'knockdown',
      'sgRNA',
    ]);
    for (const [label, kind] of [
      ['non-targeting shRNA', 'knockdown'],
      ['CRISPRi_NT', 'knockdown'],
      ['dCas9', 'knockdown'],
      ['siCtrl', 'knockdown'],
      ['GFP cDNA', 'overexpression'],
    ] as const) {
      const obs = [column('perturbation', [...genes, label])];
      expect(guessKind(obs, 'perturbation', genes, 'x.h5ad')).toMatchObject({
        kind,
        guess: { samples: [label], reason: { tag: 'from-column-values', column: 'perturbation' } },
      });
    }
  });

  it('of one label that states another one than the rest, is that of its cells', () => {
    const labels = ['GATA1 OE', 'SPI1', 'KLF1', 'TAL1'];
    expect(guessKind([column('perturbation', labels)], 'perturbation', labels, 'x.h5ad')).toEqual({
      kind: 'knockout',
      kindColumn: 'perturbation',
      guess: {
        field: 'kind',
        samples: ['GATA1 OE'],
        reason: { tag: 'from-labels' },
        certainty: 'assumed',
      },
    });
  });

  it('takes no other word for a technology', () => {
    const genes = ['GATA1', 'SPI1', 'KLF1'];
    for (const values of [
      ['T cell activation', 'T cell activation', 'rest', 'activation'],
      ["3' cDNA", "3' cDNA", "3' cDNA", "3' cDNA"],
      ['drug A', 'drug A', 'drug B', 'drug C'],
      ['K562-dCas9-KRAB', 'K562 CRISPRa', 'K562 CRISPRa', 'K562-dCas9-KRAB'],
      ['K562', 'K562', 'K562', 'K562-dCas9-KRAB'],
      ['SiHa', 'SiHa', 'Shef6', 'SH-SY5Y'],
    ]) {
      const obs = [column('perturbation', [...genes, 'control']), column('sample', values)];
      expect(guessKind(obs, 'perturbation', genes, 'x.h5ad')).toMatchObject({
        kind: 'knockout',
        guess: { certainty: 'assumed' },
      });
    }
    for (const labels of [
      ['SH2B3', 'SH3GL1'],
      ['C1orf112', 'CXorf38'],
      ['CRISPLD2', 'KOPTN'],
    ])
      expect(guessKind([], 'perturbation', labels, 'x.h5ad').guess.certainty).toBe('assumed');
  });

  it('of proteins that cells were given is that they were added, unless something else is stated', () => {
    const labels = ['IFNG', 'TNF', 'Il6', 'IL-10', 'TGF-β', 'IFNγ + TNFα', 'STAT1'];
    const added = { kind: 'overexpression', guess: { certainty: 'assumed', reason: { tag: 'from-labels' } } };
    expect(guessKind([], 'condition', labels, 'x.h5ad', [], true)).toMatchObject(added);
    expect(guessKind([], 'gene', labels, 'x.h5ad').kind).toBe('knockout');
    expect(guessKind([], 'condition', labels, 'CRISPRi.h5ad').kind).toBe('knockdown');
    expect(guessKind([], 'condition', ['IL2RA', 'IFNGR1', 'TNFAIP3'], 'x.h5ad').kind).toBe('knockout');
    expect(guessKind([], 'condition', ['IFNG KO', 'TNF KO', 'IL6 KO'], 'x.h5ad').kind).toBe('knockout');
    const wereAdded = (
      name: string,
      of: readonly string[],
      obs: readonly AnnotationColumn[] = [],
      ...controls: readonly string[]
    ) => areAdded(obs, name, { labels: of, controls }, 'x.h5ad', isSymbol);
    const given = { labels, controls: [] };
    expect(areAdded([], 'condition', given, 'CRISPRi.h5ad', isSymbol)).toBe(false);
    for (const name of ['treatment', 'condition', 'cytokine', 'stimulation'])
      expect(wereAdded(name, labels)).toBe(true);
    const others = [['IL2RA', 'IFNGR1', 'TNFAIP3'], ['IFNG KO', 'TNF KO', 'IL6 KO'], ['DMSO']];
    for (const of of others) expect(wereAdded('condition', of)).toBe(false);
    expect(wereAdded('cytokine', ['IFNG KO', 'TNF KO', 'IL6 KO'])).toBe(false);
    const lines = column(
      'cell_line',
      labels.map(() => 'K562-dCas9-KRAB'),
    );
    expect(wereAdded('condition', labels, [column('condition', labels), lines])).toBe(false);
    // Symbols in a column of anything may be what is knocked out; no gene is spelled 'IFNg'.
    expect(wereAdded('sample', ['IFNG', 'TNF', 'IL6'])).toBe(false);
    expect(wereAdded('sample', ['IFNg', 'IL-1-beta', 'TNFa', 'IL6'])).toBe(true);
    expect(wereAdded('sample', ['IFNg', 'TNFa'], [column('guide_id', ['IFNG_g1'])])).toBe(false);
    // They may be beside what is no gene, or where nothing was given.
    for (const name of ['sample', 'gene']) {
      const isTreated = name === 'sample';
      expect(wereAdded(name, ['IFNG', 'TNF', 'dexamethasone'])).toBe(isTreated);
      expect(wereAdded(name, ['IFNG', 'TNF', 'IL6'], [], 'untreated')).toBe(isTreated);
      expect(wereAdded(name, ['PMA/ionomycin', 'anti-CD3/CD28', 'IFN'])).toBe(true);
    }
    for (const control of ['untreated', 'Unstimulated', 'vehicle', 'DMSO', 'no cytokine'])
      expect(wereAdded('sample', ['IFNG', 'TNF', 'IL6'], [], control)).toBe(true);
    expect(wereAdded('sample', ['IFNG', 'TNF', 'IL6'], [], 'NT')).toBe(false);
    expect(wereAdded('sample', ['IFNG', 'STAT1', 'IL6', 'JAK1'], [], 'untreated')).toBe(false);
    const ofCytokines = column('perturbation_type', ['cytokines', 'control']);
    expect(wereAdded('perturbation', ['IFNG', 'TNF'], [ofCytokines])).toBe(true);
    const ofCrispr = column('perturbation_type', ['CRISPRi']);
    for (const name of ['condition', 'cytokine'])
      expect(wereAdded(name, ['IFNG', 'TNF'], [ofCrispr])).toBe(false);
    expect(wereAdded('condition', ['IFNG', 'TNF'], [column('perturbation_type', ['CRISPR'])])).toBe(false);
  });

  it('is not that of a protein that was added to cells without a gene', () => {
    const guides = ['sgSTAT1', 'sgSTAT1_TNF', 'sgGATA1', 'sgGATA1_TNF', 'sgNT_TNF'];
    expect(guessKind([], 'condition', guides, 'x.h5ad').kind).toBe('knockout');
    const genes = ['GATA1_IFNg', 'GATA1_ctrl', 'SPI1_IFNg', 'SPI1_ctrl', 'NT_IFNg'];
    expect(guessKind([], 'condition', genes, 'x.h5ad').kind).toBe('knockout');
    for (const label of ['STAT1KO_IFNg', 'STAT1_KO+IL-6', 'sgSTAT1_TNF', 'STAT1_KO_TNFa'])
      expect(addsLigand(label)).toBe(true);
    for (const label of ['WT_IFNg', 'IFNG_KO', 'STAT1+IFNG', 'STAT1_KO+IFNG_KO', 'sgSTAT1_sgIFNG', 'IFNg'])
      expect(addsLigand(label)).toBe(false);
  });

  it('of labels that end like inhibitors is inhibitor', () => {
    expect(guessKind([], 'condition', ['BRD4i', 'JAK2i_24h', 'MDM2i'], 'x.h5ad').kind).toBe('inhibitor');
    expect(guessKind([], 'condition', ['Cdki', 'ALKBHi1', 'Ai'], 'x.h5ad').kind).toBe('knockout');
  });

  it('tells two technologies of one gene apart, whatever column names them', () => {
    for (const [i, a] of [
      ['CRISPRi', 'CRISPRa'],
      ['K562 dCas9-KRAB', 'K562 dCas9-VPR'],
      ['KD', 'OE'],
    ] as const)
      expect(foundBeside([i, a, i, a])).toMatchObject({
        kindColumn: 'system',
        guess: { reason: { tag: 'stated-per-cell' }, certainty: 'likely' },
      });
    // No gene has both; another value says something else.
    expect(foundBeside(['CRISPRi', 'CRISPRi', 'CRISPRa', 'CRISPRa']).kindColumn).toBeNull();
    expect(foundBeside(['CRISPRi', 'CRISPRa', 'CRISPRi', 'K562']).kindColumn).toBeNull();
  });

  it('tells opposites in labels apart', () => {
    const opposite = ['knockdown', 'overexpression'];
    expect(kindsOf('STAT1_i', 'STAT1_a')).toEqual(opposite);
    expect(kindsOf('i_STAT1', 'a_STAT1')).toEqual(opposite);
    expect(kindsOf('STAT1_i_1', 'STAT1_a_2')).toEqual(opposite);
    expect(kindsOf('STAT1-inh', 'STAT1-act')).toEqual(opposite);
    expect(kindsOf('STAT1_down', 'STAT1_Up')).toEqual(opposite);
    expect(kindsOf('CRi_STAT1', 'CRa_STAT1')).toEqual(opposite);
    expect(kindsOf('STAT1_interference', 'STAT1_activation')).toEqual(opposite);
    expect(kindsOf('STAT1i', 'STAT1a')).toEqual(opposite);
    expect(kindsOf('STAT1i_1', 'STAT1a_2')).toEqual(opposite);
    expect(kindsOf('STAT1i', 'STAT1a', 'STAT1b')).not.toEqual([...opposite, undefined]);
    expect(kindsOf('STAT1_i', 'GATA1_a')).toBeNull();
    expect(kindsOf('STAT1_a', 'STAT1_b', 'STAT1_i')).toBeNull();
  });

  it('leaves open what a column of kinds does not state', () => {
    const beside = [column('perturbation_type', ['drug', 'CRISPR', 'control', null])];
    expect(guessKind(beside, 'perturbation', ['GATA1', 'JQ1'], 'x.h5ad')).toMatchObject({
      kind: 'knockout',
      kindColumn: 'perturbation_type',
      guess: { certainty: 'assumed' },
    });
    const whole = [column('perturbation_type', ['drug', 'control', null])];
    expect(guessKind(whole, 'perturbation', ['JQ1'], 'x.h5ad')).toMatchObject({
      kind: 'inhibitor',
      guess: { certainty: 'sure' },
    });
  });

  it('assumes a knockout by default', () => {
    expect(guessKind([], 'perturbation', ['SH2B3', 'KOPTN'], 'x.h5ad')).toMatchObject({
      kind: 'knockout',
      guess: { certainty: 'assumed' },
    });
  });
});

describe('kindFromChange', () => {
  it('requires a clear change in most targets', () => {
    expect(kindFromChange([2.1, 1.7, -0.2])).toBe('overexpression');
    expect(kindFromChange([-3, -1.4, 0.1])).toBe('knockdown');
    expect(kindFromChange([-3, 0.1, 0.2])).toBeNull();
    expect(kindFromChange([])).toBeNull();
  });
});

it.each(['kind', 'perturbation_type', 'modality', 'perturbation_kind', 'crispr_type', 'Modality'])(
  'reads the kind of each cell from a column %s',
  (name) => {
    const stated = column(name, ['knockout', 'knockdown', 'activation', 'overexpression']);
    const found = guessKind([stated], 'gene', ['GATA1', 'SPI1'], 'screen.h5ad');
    expect(found).toMatchObject({ kindColumn: name, guess: { reason: { tag: 'stated-per-cell' } } });
  },
);
