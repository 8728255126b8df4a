/** Screens whose perturbations have no measured target, as read from tables, and mistakes that look like them. */
import { describe, expect, it } from 'vitest';
import { createImport } from '../import';
import { alone } from '../readers/fileGroup';

const quiet = () => undefined;
const symbols = ['ACTB', 'GAPDH', 'FOS', 'JUN', 'EGR1', 'MCM2'];

/** A table of 10 cells per label. */
async function opened(labels: readonly string[], column = 'perturbation', genes = symbols) {
  const lines = labels.flatMap((label, k) =>
    Array.from({ length: 10 }, (_, cell) =>
      [`c${k}_${cell}`, `"${label}"`, ...genes.map((_gene, g) => (k * 3 + cell * 5 + g * 7) % 9)].join(','),
    ),
  );
  const table = [['cell', column, ...genes].join(','), ...lines].join('\n');
  const own = createImport();
  const outcome = await own.open(alone(new File([table], 'screen.csv')), quiet);
  if (!outcome.ok) throw new Error(outcome.error.tag);
  return { own, ...outcome.value };
}

const targetsOf = ({ recognition }: Awaited<ReturnType<typeof opened>>) =>
  recognition.labels.filter(({ role }) => role === 'perturbation').map((one) => one.targets.join('+'));

describe('guides of a gene that is not measured', () => {
  it.each([
    ['after a hyphen', ['NTC-1', 'NTC-2', 'A-1', 'A-2', 'B-1']],
    ['after a letter', ['NTCg1', 'NTCg2', 'Ag1', 'Ag2', 'Bg1']],
    ['in front', ['sg1_NTC', 'sg2_NTC', 'sg1_A', 'sg2_A', 'sg1_B']],
    ['as a letter', ['NT.a', 'NT.b', 'A.a', 'A.b', 'B.a']],
  ])('are numbered as those of controls are: %s', async (_, labels) => {
    const found = await opened(labels, 'sgRNA');
    expect(targetsOf(found)).toEqual(['A', 'A', 'B']);
    expect(found.recognition.mapping).toMatchObject({ kind: 'knockout', guideColumn: 'sgRNA' });
  });

  it.each([
    ['cytokines', ['NT-1', 'NT-2', 'IL-1', 'IL-2']],
    ['compounds', ['ctrl-1', 'ctrl-2', 'compound-1', 'compound-2']],
    ['compounds beside a vehicle', ['DMSO-1', 'DMSO-2', 'GSK-1', 'GSK-2']],
    ['numbers beside controls of none', ['NTC', 'A-1', 'A-2']],
    ['numbers of their own', ['NTC-1', 'NTC-2', 'A-3', 'A-7']],
  ])('are not %s', async (_, labels) => {
    expect(targetsOf(await opened(labels))).toEqual(labels.slice(-2));
  });
});

it('samples name what was given where some are controls and nothing else names it', async () => {
  const found = await opened(['Ctrl', 'DrugA', 'DrugB'], 'sample');
  expect(found.recognition.mapping.perturbationColumn).toBe('sample');
  expect(targetsOf(found)).toEqual(['DrugA', 'DrugB']);
  const { recognition: without } = await opened(['s1', 's2', 's3'], 'sample');
  expect(without.blocked).toBe('no-perturbation-column');
});

const compounds = ['DMSO', 'Trametinib', 'JQ1', 'SB-431542', 'Trametinib+JQ1'];

describe('labels without a measured target are perturbations', () => {
  it.each([
    ['compounds', compounds, 'compound', 'inhibitor', 'overexpression'],
    [
      'compounds of several words',
      ['DMSO', 'SB 431542 high', 'MG-132'],
      'drug',
      'inhibitor',
      'overexpression',
    ],
    ['compounds in a plain column', compounds, 'perturbation', 'overexpression', 'overexpression'],
    [
      'enhancers',
      ['non-targeting', 'chr1:1000-1500', 'HS2', 'chr8-enhancer 12'],
      'perturbation',
      'knockdown',
      'knockdown',
    ],
    ['cytokines', ['PBS', 'IL-6', 'TNF alpha 10 ng', 'LPS'], 'cytokine', 'overexpression', 'overexpression'],
    ['genes that a panel lacks', ['control', 'GATA1', 'SPI1'], 'perturbation', 'knockout', 'knockout'],
    ['genes by what inhibits them', ['DMSO', 'MTOR', 'JAK1'], 'inhibitor', 'inhibitor', 'inhibitor'],
  ] as const)('%s', async (_, labels, column, kind, kindOfInput) => {
    const { recognition, own } = await opened(labels, column);
    const { mapping } = recognition;
    expect(recognition.blocked).toBeNull();
    expect(mapping.kind).toBe(kind);
    const loaded = await own.load(mapping, quiet);
    if (!loaded.ok) throw new Error(loaded.error.tag);
    const { genes, latent = [], conditions, candidates } = loaded.value;
    const names = labels.slice(1).filter((label) => !label.includes('+'));
    expect(latent.map((gene) => genes[gene] ?? '').toSorted()).toEqual(names.toSorted());
    expect(latent.every((gene) => candidates.includes(gene))).toBe(true);
    const told = conditions.map(({ label, interventions }) => [
      label,
      interventions.map(({ gene, kind: how }) => `${genes[gene]} ${how}`).join(', '),
    ]);
    expect(new Map(told as [string, string][])).toEqual(
      new Map([
        [labels[0], ''],
        ...labels.slice(1).map(
          (label) =>
            [
              label,
              label
                .split('+')
                .toSorted()
                .map((name) => `${name} ${kindOfInput}`)
                .join(', '),
            ] as const,
        ),
      ]),
    );
    const screen = await own.everyGene(mapping, quiet);
    const perturbations = screen.ok ? screen.value.perturbations : [];
    expect(perturbations.map(({ label }) => label).toSorted()).toEqual(
      ['control', ...labels.slice(1)].toSorted(),
    );
  });

  it('genes beside names of no scheme, which no other column can name', async () => {
    const { recognition, own } = await opened(['control', 'STAT1'], 'perturbation', ['G0', 'G1', 'G2', 'G3']);
    expect(recognition.blocked).toBe('effects-only');
    const screen = await own.everyGene(recognition.mapping, quiet);
    expect(screen.ok && screen.value.perturbations.map(({ names }) => names)).toEqual([[], ['STAT1']]);
    const two = await opened(['control', 'STAT1', 'SPI1'], 'perturbation', ['G0', 'G1', 'G2', 'G3']);
    expect(two.recognition.blocked).toBeNull();
  });

  it('one alone has effects only: its response cannot be told from what perturbations share', async () => {
    const { recognition, own } = await opened(['DMSO', 'JQ1'], 'compound');
    expect(recognition.blocked).toBe('effects-only');
    expect(recognition.notes).toContainEqual({ tag: 'effects-only', labels: ['JQ1'] });
    const loaded = await own.load(recognition.mapping, quiet);
    expect(loaded).toMatchObject({ ok: false, error: { tag: 'effects-only' } });
    expect(await own.everyGene(recognition.mapping, quiet)).toMatchObject({ ok: true });
  });

  it('compounds on proteins', async () => {
    const { recognition, own } = await opened(compounds, 'compound', [
      '4EBP1pS65',
      'RbpS807',
      'MAPKpT202',
      'S6pS240',
    ]);
    expect(recognition.blocked).toBeNull();
    expect(recognition.takingPart.perturbations).toBe(4);
    // Candidate regulators are inputs alone, where no measured gene is one.
    const loaded = await own.load({ ...recognition.mapping, candidates: 'perturbed' }, quiet);
    expect(loaded.ok && loaded.value.candidates.length).toBe(3);
  });
});

it.each([
  ['pairs with what is not measured', 'FOS+JQ1', ['JQ1', 'FOS'], ['FOS', 'JQ1']],
  ['a symbol that occurs in a pair only', 'FOS+SOX17', ['FOS'], ['FOS', 'SOX17']],
  ['parts of two pairs', 'TNF alpha + LPS', ['TNF alpha + IL-6', 'IL-6 + LPS'], ['TNF alpha', 'LPS']],
  ['pairs written with an underscore', 'FOS_JQ1', ['JQ1', 'FOS'], ['FOS', 'JQ1']],
  ['a control as a part', 'JQ1+control', ['JQ1'], ['JQ1']],
  ['a vehicle as a part', 'DMSO_JQ1', ['DMSO', 'JQ1'], ['JQ1']],
  ['the second part beside vehicles', 'JQ1_LPS', ['DMSO_DMSO', 'JQ1_DMSO', 'DMSO_LPS'], ['JQ1', 'LPS']],
  ['a line beside a vehicle', 'A549_DMSO', ['A549_JQ1', 'A549_LPS'], ['A549_DMSO']],
  ['a positive control', 'pos_control_SOX17', ['FOS'], ['SOX17']],
  ['what was done, beside a symbol', 'SOX17_KO', ['FOS'], ['SOX17']],
  ['what was done, glued to a symbol', 'SOX17KO', ['FOS'], ['SOX17']],
  ['a suffix of interference', 'SOX17_siRNA', ['FOS'], ['SOX17']],
  ['a prefix of interference', 'siSOX17', ['FOS'], ['SOX17']],
  ['a guide with a prefix and a hyphen', 'sgSOX17-2', ['FOS'], ['SOX17']],
  ['a place', 'chr8:100-200', ['chr8:300-400', 'FOS'], ['chr8:100-200']],
  ['a dose after a comma', 'IL6, 10 ng', ['IL6, 20 ng', 'TNF, 10 ng', 'TNF, 20 ng'], ['IL6, 10 ng']],
  ['names with numbers', 'IL-6', ['IL-10', 'FOS'], ['IL-6']],
  ['one of several guides', 'SOX17_g1', ['SOX17_g2', 'FOS'], ['SOX17']],
  ['a guide of a place', 'chr8:100-200_sg1', ['chr8:100-200_sg2', 'FOS'], ['chr8:100-200']],
  [
    'a guide of a library by its place',
    'SOX17_SOX17_+_2407044.23-P1P2_00',
    ['SOX17_SOX17_-_2407099.23-P1P2_01', 'FOS'],
    ['SOX17'],
  ],
  ['a guide before its gene', 'ES.sg1.SOX17', ['ES.sg2.SOX17', 'FOS'], ['SOX17']],
  ['a guide of a mouse library', 'm_Sox17_3', ['m_Sox17_1', 'FOS'], ['Sox17']],
  ['guides of it in a pair', 'm_Sox17_3,m_Fos_2', ['m_Sox17_1', 'm_Fos_1'], ['Sox17', 'FOS']],
  ['guides of it that are not measured', 'm_Sox17_3,m_Atf4_2', ['m_Sox17_1', 'm_Atf4_1'], ['Sox17', 'Atf4']],
  ['guides of plasmids', 'p_sgSOX17_1;p_sgATF4_2', ['p_sgSOX17_2', 'p_sgATF4_1'], ['SOX17', 'ATF4']],
  ['guides beside a bar', 'sgSOX17_1|sgATF4_2', ['sgSOX17_2', 'sgATF4_1'], ['SOX17', 'ATF4']],
  ['guides beside hyphens', 'SOX17_g1--ATF4_g2', ['SOX17_g2', 'ATF4_g1'], ['SOX17', 'ATF4']],
  ['guides with a word', 'SOX17_guide1+FOS_guide2', ['SOX17_guide2', 'FOS_guide1'], ['SOX17', 'FOS']],
  ['guides beside an underscore', 'sgSOX17-1_sgATF4-2', ['sgSOX17-2', 'sgATF4-1'], ['SOX17', 'ATF4']],
  ['the only guide', 'SOX17_g1', ['SOX18_g1', 'FOS'], ['SOX17_g1']],
])('%s', async (_, label, others, names) => {
  const { recognition } = await opened(['control', label, ...others]);
  expect(recognition.labels.find((one) => one.label === label)?.targets).toEqual(names);
});

it('beyond a hundred, inputs need cells of their own; effects has all of them', async () => {
  const labels = ['control', 'FOS', ...Array.from({ length: 110 }, (_, at) => `compound ${at}`)];
  const { recognition, own } = await opened(labels);
  expect(recognition.takingPart.perturbations).toBe(101);
  const screen = await own.everyGene(recognition.mapping, quiet);
  expect(screen.ok && screen.value.perturbations.length).toBe(112);
  const twice = await opened([...labels, ...labels]);
  expect(twice.recognition.takingPart.perturbations).toBe(111);
});

describe('what may be a mistake is asked', () => {
  it.each([
    ['identifiers beside symbols', ['control', 'ENSG00000999991', 'ENSG00000999992'], symbols],
    ['numbers', ['control', '2623', '6688'], symbols],
    ['sequences of guides', ['control', 'ACGTACGTACGTACGTACGA', 'TTGACCATGACTGACTGACC'], symbols],
    ['genes beside probes', ['control', 'GATA1', 'SPI1'], ['ILMN_1000001', 'ILMN_1000002', 'ILMN_1000003']],
    [
      'genes beside identifiers of another species',
      ['control', 'dpp', 'wg'],
      ['FBgn0001', 'FBgn0002', 'FBgn0003'],
    ],
    ['genes beside accessions of proteins', ['control', 'GATA1', 'SPI1'], ['P42224', 'P15976', 'A0A024R161']],
    ['genes beside loci', ['control', 'GATA1', 'SPI1'], ['b0001', 'b0002', 'AT1G01010', 'PA0001', 'Rv0001c']],
  ])('%s', async (_, labels, genes) => {
    const { recognition, own } = await opened(labels, 'perturbation', genes);
    expect(recognition.blocked).toBe('no-targets-measured');
    const screen = await own.everyGene(recognition.mapping, quiet);
    expect(screen).toMatchObject({ ok: false, error: { tag: 'no-targets-measured' } });
  });

  it('another column that is chosen instead is judged by its own labels', async () => {
    const lines = ['cell,perturbation,batch_of_drug,ACTB,GAPDH,FOS'];
    ['control', 'ENSG00000999991', 'ENSG00000999992'].forEach((label, k) => {
      for (let cell = 0; cell < 10; cell++)
        lines.push(
          `c${k}_${cell},${label},${['DMSO', 'JQ1', 'MG-132'][k]},${cell},${k + 1},${(cell + k) % 4}`,
        );
    });
    const own = createImport();
    await own.open(alone(new File([lines.join('\n')], 'screen.csv')), quiet);
    const again = await own.recognise({ perturbationColumn: 'batch_of_drug' });
    expect(again).toMatchObject({ ok: true, value: { blocked: null } });
  });
});

it('beside measured targets, labels without one take part in effects and in training alike', async () => {
  const { recognition, own } = await opened(
    ['control', 'FOS', 'JUN', 'JQ1', 'FOS+JQ1', 'JQ1+control', '1-Mar', 'JUN_WT', 'EGR1+/-'],
    'perturbation',
  );
  expect(recognition.blocked).toBeNull();
  const expected = [
    ['control', []],
    ['FOS', ['FOS']],
    ['FOS+JQ1', ['FOS', 'JQ1']],
    ['JQ1', ['JQ1']],
    ['JUN', ['JUN']],
  ];
  const loaded = await own.load(recognition.mapping, quiet);
  if (!loaded.ok) throw new Error(loaded.error.tag);
  const { genes, conditions, cells } = loaded.value;
  expect(
    conditions.map(({ label, interventions }) => [label, interventions.map(({ gene }) => genes[gene])]),
  ).toEqual(expected);
  const kindsOf = (name: string) =>
    conditions.flatMap(({ interventions }) =>
      interventions.flatMap(({ gene, kind }) => (genes[gene] === name ? [kind] : [])),
    );
  expect(kindsOf('FOS')).toEqual(['knockout', 'knockout']);
  expect(kindsOf('JQ1')).toEqual(['overexpression', 'overexpression']);
  expect(cells).toBe(60);
  const screen = await own.everyGene(recognition.mapping, quiet);
  const told = screen.ok ? screen.value.perturbations : [];
  expect(told.map(({ label, names }) => [label, names])).toEqual(expected);
  expect(told.map(({ targets }) => targets.length)).toEqual([0, 1, 1, 0, 1]);
});
