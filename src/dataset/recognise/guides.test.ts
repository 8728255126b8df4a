import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { column } from '../../../tests/support/dataset/screens';
import { distinctValues } from './columns';
import { geneLookup, synonymGroups } from './geneNames';
import { guidesIn, guidesOfCells, parseLabel } from './guides';

const names = (
  'A1BG STAT1 AARS HLA-A NKX2-1 GATA1 CD274 TP53 KLF1 MT-ND1 RP11-34P13.7 AHR FEV CEBPA CEBPB FOXA1 WT1 NTN1 ' +
  'PTEN STAT2 PDX1 Sox2 ENSG00000141510 g1 g2 g10'
).split(' ');
const lookup = geneLookup([names]);

/** Target names, 'control', 'missing', or '?' if nothing was recognised. */
function read(label: string): string {
  const parsed = parseLabel(label, lookup);
  switch (parsed.role) {
    case 'perturbation':
      return parsed.genes.map((gene) => names[gene]).join(' ');
    case 'unrecognised':
      return '?';
    case 'control':
    case 'missing':
      return parsed.role;
    default:
      return parsed satisfies never;
  }
}

test('a short word for controls is the gene of that name where one is measured', () => {
  const flies = geneLookup([['Scr', 'Antp', 'ev']]);
  expect(parseLabel('Scr', flies)).toEqual({ role: 'perturbation', genes: [0] });
  expect(parseLabel('ev', flies)).toEqual({ role: 'perturbation', genes: [2] });
  expect(parseLabel('scr', lookup)).toEqual({ role: 'control' });
});

describe('parseLabel', () => {
  it.each([
    ['A1BG_P1', 'A1BG'],
    ['A1BG_P1P2', 'A1BG'],
    ['STAT1_i', 'STAT1'],
    ['STAT1a', 'STAT1'],
    ['STAT1-a', 'STAT1'],
    ['a_STAT1', 'STAT1'],
    ['STAT1_i_2', 'STAT1'],
    ['STAT1_b', 'STAT1'],
    ['NT_i', 'control'],
    ['OTHER_i', '?'],
    ['pos_control_STAT1', 'STAT1'],
    ['positive-control STAT1_g2', 'STAT1'],
    ['PosCtrl_STAT1', 'STAT1'],
    ['STAT1 (positive control)', 'STAT1'],
    ['PC_STAT1', 'STAT1'],
    ['pos_control_1', '?'],
    ['pos_control_NT', '?'],
    ['STAT1g2', 'STAT1'],
    ['koSTAT1', 'STAT1'],
    ['oeSTAT1', 'STAT1'],
    ['STAT1_g2', 'STAT1'],
    ['STAT1-2', 'STAT1'],
    ['AARS_+_70323441.23-P1P2', 'AARS'],
    ['AARS_-_70323332.23-P1', 'AARS'],
    ['AARS_+_70323441.23-P1P2|AARS_-_70323332.23-P1P2', 'AARS'],
    ['sgHLA-A-1', 'HLA-A'],
    ['HLA-A', 'HLA-A'],
    ['NKX2-1_g3', 'NKX2-1'],
    ['NKX2-1', 'NKX2-1'],
    ['GATA1.1', 'GATA1'],
    ['CD274_GAGTCAATCGAGCTGTACTG', 'CD274'],
    ['sgKLF1_2_GAGTCAATCGAGCTGTACTG', 'KLF1'],
    ['m_Gata1_3', 'GATA1'],
    ['GATA1-KO_r1', 'GATA1'],
    ['GATA1_KO_clone2', 'GATA1'],
    ['TRCN0000010432_KLF1', 'KLF1'],
    ['GATA1_ex2_g1', 'GATA1'],
    ['GATA1_chrX:48786590-48786610', 'GATA1'],
    ['KLF1_ENST00000264834', 'KLF1'],
    ['siSTAT1#2', 'STAT1'],
    ['ΔGATA1', 'GATA1'],
    ['Tet-on GATA1', 'GATA1'],
    ['Sox2fl/fl', 'control'],
    ['KO', '?'],
    ['inducible_GATA1', 'GATA1'],
    ['gata1Δ', 'GATA1'],
    ['gata1-del', 'GATA1'],
    ['KLF1-dTAG', 'KLF1'],
    ['pTP53', 'TP53'],
    ['KLF1_pDS269', 'KLF1'],
    ['gTP53', 'TP53'],
    ['CRISPRi_KLF1', 'KLF1'],
    ['MT-ND1', 'MT-ND1'],
    ['RP11-34P13.7', 'RP11-34P13.7'],
    ['GATA1-KO', 'GATA1'],
    ['GATA1 knockout', 'GATA1'],
    [' GATA1 ', 'GATA1'],
    ['p_sgGATA1_2', 'GATA1'],
    ['p-sgGATA1-2', 'GATA1'],
    ['Tcrlibrary_STAT1_2', 'STAT1'],
    ['CROPseq_dCas9_DS_GATA1_+_48645022.23-P1P2', 'GATA1'],
    ['ES.sg29.STAT1', 'STAT1'],
    ['TFORF1001-FOXA1', 'FOXA1'],
    ['0_A1BG_P1_ENSG00000121410', 'A1BG'],
    ['7_HLA-A_P1P2_ENSG00000206503', 'HLA-A'],
    ['GATA1_only_pMJ145', 'GATA1'],
    ['AARS_AARS_+_70323441.23-P1P2_00', 'AARS'],
    ['AARS_+_70323441.23-P1P2_04', 'AARS'],
    ['AARS_+_70323441.23-P1P2|04', 'AARS'],
    ['GATA1_i2', 'GATA1'],
    ['GATA1_gRNA1', 'GATA1'],
    ['GATA1_guide_2', 'GATA1'],
    ['GATA1-TSS', 'GATA1'],
    ['STAT1_vs_WT', 'STAT1'],
    ['STAT1vsCTRL', 'STAT1'],
    ['STAT1_KO_vs_ctrl_log2FC', 'STAT1'],
    ['GATA1_sg3_A', 'GATA1'],
    ['GATA1-g2.P1P2', 'GATA1'],
    ['siSTAT1_1', 'STAT1'],
    ['shSTAT1-2', 'STAT1'],
    ['STAT1_KO_rep1', 'STAT1'],
    ['STAT1_KO.rep2', 'STAT1'],
    ['/data/runs/STAT1_KO_rep1.bam', 'STAT1'],
    ['/data/runs/STAT1_KO_rep1.sorted.bam', 'STAT1'],
    ['STAT1_KO_rep1Aligned.sortedByCoord.out.bam', 'STAT1'],
    ['log2FC_STAT1', 'STAT1'],
    ['STAT1_log2FoldChange', 'STAT1'],
  ])('reads the guide %s as %s', (label, target) => {
    expect(read(label)).toBe(target);
  });

  it.each([
    'STAT1 #2',
    'STAT1 sg1',
    'STAT1.sg2',
    'STAT1_KO1',
    'STAT1 KO #3',
    'STAT1_A',
    'STAT1:1',
    'STAT1(1)',
    'sg1_STAT1',
    'gRNA_STAT1_1',
    'guide_STAT1_1',
    'shRNA_STAT1_1',
    'siRNA STAT1 #1',
    'STAT1 siRNA',
    'STAT1_crRNA_2',
    'crSTAT1',
    'pLKO-shSTAT1',
    'ORF_STAT1',
    'STAT1-ORF',
    'STAT1-null',
    'STAT1(-/-)',
    'Stat1 cKO',
    'siSTAT1_pool',
    'STAT1_ASO1',
    'STAT1|ENSG00000115415',
    'ENSG00000115415.21|STAT1',
    'STAT1 (ENSG00000115415)',
    '"STAT1"',
    "('STAT1',)",
    'GAGTCAATCGAGCTGTACTG_STAT1',
    'STAT1:GAGTCAATCGAGCTGTACTG',
  ])('reads the guide %s of STAT1', (label) => {
    expect(read(label)).toBe('STAT1');
  });

  it.each([
    ['g10', 'g10'],
    ['g1', 'g1'],
    ['PTEN', 'PTEN'],
    ['PDX1', 'PDX1'],
    ['WT1', 'WT1'],
    ['NTN1', 'NTN1'],
  ])('reads %s, which looks like a guide, prefix or control, as the measured gene', (label, target) => {
    expect(read(label)).toBe(target);
  });

  it.each([
    ['G5_g1', 'G5'],
    ['g1_G5', 'G5'],
    ['G5-g12', 'G5'],
    ['sgG5_g1', 'G5'],
    ['G5.1', 'G5'],
    ['G5_G1', 'G1 G5'],
    ['G5_g1|G12_g1', 'G12 G5'],
  ])('where genes are called G1, G2 …, reads %s as %s', (label, targets) => {
    const numbered = Array.from({ length: 12 }, (_, at) => `G${at + 1}`);
    const parsed = parseLabel(label, geneLookup([numbered]));
    const found =
      parsed.role === 'perturbation' ? parsed.genes.map((gene) => numbered[gene] ?? '') : [parsed.role];
    expect(found.toSorted()).toEqual(targets.split(' '));
  });

  it('takes C3 for a clone beside another gene, although a gene is called so', () => {
    expect(parseLabel('STAT1_C3', geneLookup([['STAT1', 'C3']]))).toEqual({
      role: 'perturbation',
      genes: [0],
    });
  });

  it('finds names that R wrote with points, but no second row of a gene for its guide', () => {
    const dotted = geneLookup([['HLA.A', 'NKX2.1', 'TBCE', 'TBCE.1']]);
    expect(['HLA-A', 'NKX2-1', 'TBCE-1'].map((label) => parseLabel(label, dotted))).toEqual(
      [0, 1, 2].map((gene) => ({ role: 'perturbation', genes: [gene] })),
    );
    expect(geneLookup([['HLA.A', 'NKX2-1']]).find('HLA-A')).toBe(-1);
  });

  it.each([
    ['GATA1+ctrl', 'GATA1'],
    ['ctrl+GATA1', 'GATA1'],
    ['GATA1-/-_2', 'GATA1'],
    ['GATA1-/- 2', 'GATA1'],
    ['GATA1-ctrl', 'GATA1'],
    ['ctrl.GATA1', 'GATA1'],
    ['CEBPB+CEBPA', 'CEBPA CEBPB'],
    ['CEBPA_CEBPB', 'CEBPA CEBPB'],
    ['AHR_FEV', 'AHR FEV'],
    ['AHR-FEV', 'AHR FEV'],
    ['AHR FEV', 'AHR FEV'],
    ['AHR,FEV,KLF1', 'KLF1 AHR FEV'],
    ['AHR;FEV', 'AHR FEV'],
    ['AHR--FEV', 'AHR FEV'],
    ['AHR & FEV', 'AHR FEV'],
    ['AHR/FEV', 'AHR FEV'],
    ['AHR:FEV', 'AHR FEV'],
    ['KLF1_NegCtrl0__KLF1_NegCtrl0', 'KLF1'],
    ['AHR_FEV__AHR_FEV', 'AHR FEV'],
    ["['AHR', 'FEV']", 'AHR FEV'],
    ['sgAHR-1|sgFEV-2', 'AHR FEV'],
    ['NKX2-1_GATA1', 'GATA1 NKX2-1'],
    ['AHR_FEV_KLF1_pMJ158', 'AHR FEV KLF1'],
    ['p-sgAHR-1; p-sgFEV-2', 'AHR FEV'],
    ['p_sgAHR_1;p_sgFEV_2', 'AHR FEV'],
    ['AHR_1_FEV_2', 'AHR FEV'],
    ['sgAHR-1_sgFEV-2', 'AHR FEV'],
    ['AHR_sg1_FEV_sg2_KLF1_sg1', 'AHR FEV KLF1'],
    ['AHR_KO_FEV_KO', 'AHR FEV'],
    ['CEBPA.1_NT.2', 'CEBPA'],
    ['sgCEBPA_sgCtrl', 'CEBPA'],
    ['DKO_AHR_FEV', 'AHR FEV'],
    ['AHR/FEV dKO', 'AHR FEV'],
    ['AHR and FEV', 'AHR FEV'],
    ['AHR.FEV', 'AHR FEV'],
    ["('AHR', 'FEV')", 'AHR FEV'],
    ["['AHR' 'FEV']", 'AHR FEV'],
  ])('reads the combination %s as %s', (label, targets) => {
    expect(read(label).split(' ').toSorted()).toEqual(targets.split(' ').toSorted());
  });

  it('prefers the exact spelling, then ignores case, then the version of an Ensembl id', () => {
    expect(read('sox2')).toBe('Sox2');
    expect(read('gata1')).toBe('GATA1');
    expect(read('ENSG00000141510.11')).toBe('ENSG00000141510');
    const both = geneLookup([['Gata1', 'GATA1']]);
    expect(parseLabel('GATA1', both)).toEqual({ role: 'perturbation', genes: [1] });
  });

  it.each(
    (
      'control ctrl CTRL ctl NT NTC non-targeting non-targeting_00012 nontargeting NegCtrl0 neg_ctrl safe-targeting ' +
      'scrambled vehicle DMSO PBS untreated unperturbed mock WT wildtype GFP mCherry EGFP lacZ luciferase intergenic12 ' +
      'AAVS1 ROSA26 OR10 none sgNT1 NTC_5 NTg3 sgNTC-1 sgGFP_2 control_3 NegCtrl10_NegCtrl0__NegCtrl10_NegCtrl0 ' +
      'ctrl+ctrl non-targeting_00023|non-targeting_00911 non-targeting_non-targeting_non-targeting ' +
      '62(mod)_pBA581 Gal4-4(mod)_pBA582 3x_neg_ctrl_pMJ144-1 p_INTERGENIC345439 p-INTERGENIC1144056 CTRL00087 NO_SITE_3 ' +
      'ONE_NON-GENE_SITE_12 NO_SITE_3,ONE_NON-GENE_SITE_12 neg_ctrl_non-targeting_00028 non-targeting_i1 TFORF3549-GFP ' +
      'TFORF3550-mCherry 10748_non-targeting_non-targeting_non-targeting WT_rep1 Control.rep2 /data/WT_rep1.bam siCtrl_1 shLuc-2 ' +
      'Ren.713 NonTargetingControlGuideForHuman_0001 human_non-targeting_4 Negative_Control_Human_7 hCTRL_2 Safe_5 Neg3 EMPTY EV_1 ' +
      'siNC parental untransfected random_6 inert_2 Cas9_only BFP'
    ).split(' '),
  )('takes %s as a control', (label) => {
    expect(read(label)).toBe('control');
  });

  it.each(
    (
      'gNT1 gNTC_1 crNTC_1 NTC_A sgNTC_B Ctrl_a sgNT#2 shRen shRen.713 sgROSA sgAAVS vector pLKO.1 NonTgt safe-target non-cutting ' +
      'NonCutting_2 CutControl siCon shCon cntl Cas9 dCas9 olfactory_1 GATA1+/+ WT_ctrl'
    ).split(' '),
  )('takes %s as a control too', (label) => {
    expect(read(label)).toBe('control');
  });

  it.each(['multiple', 'Blank', 'not_assigned', 'no guide detected', 'No feature call', 'unmapped'])(
    'takes %s for a cell without a known perturbation',
    (label) => {
      expect(read(label)).toBe('missing');
    },
  );

  it.each(['GATA1_WT', 'GATA1+/-', 'GATA1_WT_SPI1', 'HCT116_WT', 'GATA1-GFP', 'GATA1 high'])(
    'does not take %s for a perturbation of GATA1',
    (label) => {
      expect(read(label)).toBe('?');
    },
  );

  it.each(['human', 'mouse', 'yeast'])(
    'reads no approved symbol of %s as another gene, or as a control, where it is not measured',
    (species) => {
      const table = readFileSync(new URL(`../names/identifiers/${species}.txt`, import.meta.url), 'utf8');
      const symbols = table.split('\n').flatMap((line) => line.split('\t')[0] || []);
      const others = geneLookup([symbols.filter((_, row) => row % 2 === 0)]);
      const misread = symbols.filter(
        (symbol, row) => row % 2 === 1 && parseLabel(symbol, others).role !== 'unrecognised',
      );
      // Guides of Ar and C4B are written so; of controls those whose genes are hardly ever perturbed.
      const known = ['Arg2', 'C4B_2', 'CTRL', 'Ctrl', 'CTL1', 'NTC20', 'NTG1', 'NTG2'];
      expect(misread.filter((symbol) => !known.includes(symbol))).toEqual([]);
    },
  );

  it('reads the empty label as a control and a missing one as neither', () => {
    expect(read('')).toBe('control');
    const unknown = [
      'nan',
      'NA',
      '<NA>',
      'unassigned',
      '*',
      'Negative',
      'Doublet',
      'multiplet',
      'no guide',
      'low quality',
      'other',
      'failed QC',
    ];
    for (const label of unknown) expect(read(label)).toBe('missing');
  });

  it('takes a numbered control as one, whatever gene has the name of its word', () => {
    const measured = geneLookup([['CTRL', 'NT5', 'GATA1']]);
    for (const label of ['ctrl_1', 'CTRL1', 'sgCTRL-2', 'ctrl+ctrl'])
      expect(parseLabel(label, measured)).toEqual({ role: 'control' });
    expect(parseLabel('NT5', measured)).toEqual({ role: 'perturbation', genes: [1] });
  });

  it.each(['human', 'mouse', 'yeast'])('takes no approved symbol of %s as a control', (species) => {
    const table = readFileSync(new URL(`../names/identifiers/${species}.txt`, import.meta.url), 'utf8');
    const symbols = table.split('\n').flatMap((line) => line.split('\t')[0] || []);
    const measured = geneLookup([symbols]);
    const taken = symbols.filter((symbol) => parseLabel(symbol, measured).role !== 'perturbation');
    // Chymotrypsin like: a control in every screen.
    expect(taken.filter((symbol) => symbol.toUpperCase() !== 'CTRL')).toEqual([]);
  });

  it.each([
    ['OCT4', 'POU5F1'],
    ['sgOct4-1', 'POU5F1'],
    ['c-MYC', 'MYC'],
    ['p53', 'TP53'],
    ['Trp53', 'TP53'],
    ['PU.1', 'SPI1'],
    ['BRN2', 'POU3F2'],
    ['NFkB1', 'NFKB1'],
    ['NF-kB1', 'NFKB1'],
    ['MLL', 'KMT2A'],
    ['NKX2.1', 'NKX2-1'],
    ['C/EBPa', 'CEBPA'],
    ['OCT4+p53', 'POU5F1 TP53'],
    ['PD-L1', 'CD274'],
    // The file has the former name.
    ['BMAL1', 'ARNTL'],
    // Another gene has the name: what is measured under it is meant.
    ['SCL', 'SCL'],
    ['TAL1', 'TAL1'],
  ])('finds %s under the name %s in the file', (label, targets) => {
    const measured = 'POU5F1 MYC TP53 SPI1 POU3F2 NFKB1 KMT2A NKX2-1 CEBPA CD274 ARNTL SCL TAL1'.split(' ');
    const parsed = parseLabel(label, geneLookup([measured]));
    const found = parsed.role === 'perturbation' ? parsed.genes.map((gene) => measured[gene] ?? '') : [];
    expect(found).toEqual(targets.split(' '));
  });

  it.each(['OCT1', 'TAZ', 'p21', 'SF1', 'MLL2'])('rejects the ambiguous name %s', (label) => {
    const measured = 'POU2F1 SLC22A1 WWTR1 TAFAZZIN CDKN1A NR5A1 KMT2D KMT2B'.split(' ');
    expect(parseLabel(label, geneLookup([measured])).role).toBe('unrecognised');
  });

  it('no synonym stands for two genes', () => {
    const known = synonymGroups.flat();
    expect(new Set(known).size).toBe(known.length);
    expect(known.filter((name) => name !== name.toUpperCase())).toEqual([]);
  });

  it('the list says what the table of all human genes says, but for names that screens use otherwise', () => {
    const text = readFileSync(new URL('../names/human.txt', import.meta.url), 'utf8');
    const rows = text.split('\n').map((line) => line.split('\t'));
    const symbolOf = new Map(rows.flatMap((row) => row.map((name) => [name.toUpperCase(), row[0]] as const)));
    const others = synonymGroups.flatMap(([symbol, ...synonyms]) =>
      synonyms.filter((name) => (symbolOf.get(name) ?? symbol) !== symbol),
    );
    // YY1AP1 is YAP too; TDGF1 is called CRIPTO now.
    expect(others).toEqual(['YAP', 'CRIPTO']);
  });

  it.each(['NOTAGENE', 'GATA1+NOTAGENE', 'imatinib', 'g3', 'CD14+ Monocyte', 'WT2'])(
    'finds no target in %s',
    (label) => {
      expect(read(label)).toBe('?');
    },
  );
});

it.each([
  'STAT1',
  '/data/STAT1_KO_1.sorted.bam',
  'STAT1 -/-',
  'STAT1+/+',
  'STAT1_chrX:48786590-48786610',
  'STAT1g1',
])('%s is one guide', (label) => {
  expect(guidesIn(label, geneLookup([['STAT1', 'IRF1']]))).toBe(1);
});

it('cells are counted by their number of guides and whether these share a target', () => {
  const guides = [
    'STAT1g1',
    'STAT1g2',
    'sgHLA-A-1',
    'STAT1g1|STAT1g2',
    'NTg1|NTg2',
    'STAT1g1|NTg3',
    'STAT1g1|IRF1g2',
    'STAT1+IRF1',
    'STAT1+ctrl',
    'STAT1_IRF1',
    'STAT1g1|SOX17g1',
    'AARS_+_70323441.23-P1P2',
    'NTg1',
    null,
  ];
  const found = guidesOfCells(
    distinctValues(column('guide', guides)),
    geneLookup([['STAT1', 'IRF1', 'HLA-A', 'AARS']]),
  );
  expect(found).toEqual({ one: 6, sameTarget: 2, besideControl: 1, severalTargets: 3, unknown: 2 });
});

it('a label counts as many guides as it names, or genes if it names none', () => {
  const genes = geneLookup([['STAT1', 'IRF1', 'HLA-A', 'AARS']]);
  const counted = {
    STAT1: 1,
    STAT1g1: 1,
    'HLA-A': 1,
    'STAT1g1|STAT1g2': 2,
    'NTg1|NTg2': 2,
    'STAT1g1|NTg3': 2,
    'STAT1+ctrl': 1,
    STAT1_IRF1: 2,
    'STAT1g1|STAT1g2|IRF1g1': 3,
    'AARS_+_70323441.23-P1P2': 1,
    'AARS_+_70323441.23-P1P2|04': 1,
    'STAT1fl/fl': 1,
    'DMSO 0.1% v/v': 1,
    'DMSO (0.1% v/v)': 1,
    control: 0,
    SOX17: 0,
  };
  for (const [label, guides] of Object.entries(counted))
    expect([label, guidesIn(label, genes)]).toEqual([label, guides]);
});
