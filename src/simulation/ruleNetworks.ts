/**
 * Published networks of Boolean rules in the notation of rules.ts; docs/method.md cites them too. The publications
 * give the rules; levels of half activity and initial states are ours unless published.
 */
import type { Kinetics } from './langevin';
import { booleanHill, parseRule, type Rule } from './rules';

/**
 * Myeloid differentiation network of Krumsiek, Marr, Schroeder and Theis (2011), "Hierarchical differentiation of
 * myeloid progenitors is encoded in the transcription factor network", PLoS ONE 6(8): e22649, table 1: eleven factors
 * and their Boolean rules. One progenitor state leads to four cell types: erythrocyte, megakaryocyte, monocyte and
 * granulocyte. Names are gene symbols where they exist: SPI1 is PU.1, KLF1 is EKLF, TAL1 is SCL; FOG1 as in the
 * publication; EGRNAB is the joint action of EGR and NAB factors.
 */
const MYELOID_RULES: Readonly<Record<string, string>> = {
  GATA2: 'GATA2 & !(GATA1 & FOG1) & !SPI1',
  GATA1: '(GATA1 | GATA2 | FLI1) & !SPI1',
  FOG1: 'GATA1',
  KLF1: 'GATA1 & !FLI1',
  FLI1: 'GATA1 & !KLF1',
  TAL1: 'GATA1 & !SPI1',
  CEBPA: 'CEBPA & !(GATA1 & FOG1 & TAL1)',
  SPI1: '(CEBPA | SPI1) & !(GATA1 | GATA2)',
  JUN: 'SPI1 & !GFI1',
  EGRNAB: 'SPI1 & JUN & !GFI1',
  GFI1: 'CEBPA & !EGRNAB',
};

export const myeloidGenes: readonly string[] = Object.keys(MYELOID_RULES);

export const myeloidRules: readonly Rule[] = Object.values(MYELOID_RULES).map((rule) =>
  parseRule(rule, myeloidGenes),
);

/** Genes that are on in the common myeloid progenitor (ibid., figure 2). */
export const progenitorGenes: readonly string[] = ['GATA2', 'CEBPA', 'SPI1'];

export interface RuleNetwork {
  readonly genes: readonly string[];
  /** Rule i is that of gene i. */
  readonly rules: readonly Rule[];
  /** [G] levels of half activity, and initial levels, as shares of the full level. */
  readonly half: Float64Array;
  readonly start: Float64Array;
}

export const ruleNetworkNames = [
  'myeloid',
  'cortex',
  'spinal-cord',
  'gonad',
  'cycle',
  'bifurcating',
  'trifurcating',
  'chain',
] as const;

export type RuleNetworkName = (typeof ruleNetworkNames)[number];

/** Molecules of a fully active gene, and the share left in a fully inactive one. */
export const FULL = 40;
const LEAK = 0.02;
/** Low enough that a rule of three active genes stays on. */
const HALF = 0.35;

export const ruleNetworks: Readonly<Record<RuleNetworkName, RuleNetwork>> = {
  /** Krumsiek et al. 2011, with levels at which controls reach all four lineages. */
  myeloid: {
    genes: myeloidGenes,
    rules: myeloidRules,
    half: shares(myeloidGenes, { JUN: 0.3, EGRNAB: 0.3, GFI1: 0.7 }, 0.5),
    start: shares(myeloidGenes, { ...shared(progenitorGenes, 1), SPI1: 0.7 }, 0),
  },
  /**
   * Giacomantonio and Goodhill 2010, "A Boolean model of the gene regulatory network underlying mammalian cortical
   * area development", PLoS Computational Biology 6(9): e1000936: FGF8 from the anterior neural ridge patterns the
   * areas.
   */
  cortex: published(
    {
      FGF8: 'FGF8 & SP8 & !EMX2',
      EMX2: 'COUPTF1 & !FGF8 & !PAX6 & !SP8',
      PAX6: 'SP8 & !EMX2 & !COUPTF1',
      COUPTF1: '!FGF8 & !SP8',
      SP8: 'FGF8 & !EMX2',
    },
    ['FGF8'],
  ),
  /**
   * Lovrics, Gao, Juhász, Bock, Byrne, Dinnyés and Kovács 2014, "Boolean modelling reveals new regulatory connections between
   * transcription factors orchestrating the development of the ventral spinal cord", PLoS ONE 9(11): e111430.
   */
  'spinal-cord': published(
    {
      NKX61: '!DBX2',
      NKX62: '!NKX61 & !DBX1',
      NKX22: '!PAX6 & !DBX2',
      PAX6: '!NKX22',
      DBX1: '!NKX62 & !NKX61',
      DBX2: '!NKX61 & !OLIG2 & !NKX22',
      OLIG2: '!IRX3 & !NKX22',
      IRX3: '!OLIG2 & !NKX22',
    },
    [],
  ),
  /**
   * Ríos, Frias, Rodríguez, Kofman, Merchant, Torres and Mendoza 2015, "A Boolean network model of human gonadal sex
   * determination", Theoretical Biology and Medical Modelling 12: 26. UGR is the urogenital ridge, WT1M and WT1P the forms of
   * WT1 without and with KTS.
   */
  gonad: published(
    {
      UGR: 'UGR & !(NR5A1 | WNT4)',
      CBX2: 'UGR & !(NR0B1 & WNT4 & CTNNB1)',
      GATA4: 'UGR | WNT4 | NR5A1 | SRY',
      WT1M: 'UGR | GATA4',
      WT1P: '(UGR | GATA4) & !(WNT4 & CTNNB1)',
      NR5A1: '(UGR | CBX2 | WT1M | GATA4) & !(NR0B1 & WNT4)',
      NR0B1: '(WT1M | WNT4 & CTNNB1) & !(NR5A1 & SOX9)',
      SRY: '(NR5A1 & CBX2 & (WT1M | GATA4 & WT1P) | SOX9 | SRY) & !CTNNB1',
      SOX9: '(SOX9 & FGF9 | SRY | PGD2) & !(WNT4 | CTNNB1 | FOXL2)',
      FGF9: 'SOX9 & !WNT4',
      PGD2: 'SOX9',
      DMRT1: '(SRY | SOX9) & !FOXL2',
      DHH: 'SOX9',
      DKK1: 'SRY | SOX9',
      AMH: 'SOX9 & GATA4 & NR5A1 & !(NR0B1 & CTNNB1)',
      WNT4: '(GATA4 | CTNNB1 | RSPO1 | NR0B1) & !(FGF9 | DKK1)',
      RSPO1: '(WNT4 | CTNNB1) & !DKK1',
      FOXL2: 'WNT4 & CTNNB1 & !(DMRT1 | SOX9)',
      CTNNB1: '(WNT4 | RSPO1) & !(SRY | SOX9 & AMH)',
    },
    ['UGR'],
  ),
  /**
   * Synthetic networks of Pratapa, Jalihal, Law, Bharadwaj and Murali 2020, "Benchmarking algorithms for gene
   * regulatory network inference from single-cell transcriptomic data", Nature Methods 17: 147–154, named for the
   * trajectories of their cells.
   */
  cycle: published({ G1: '!G5', G2: '!G1', G3: '!G2', G4: 'G3', G5: 'G4', G6: 'G1' }, ['G1', 'G2', 'G3']),
  bifurcating: published(
    {
      G1: '!G4 & !G6',
      G2: 'G1',
      G3: 'G2',
      G4: '(G3 | G4) & !G6',
      G6: '(G3 | G6) & !G4',
      G7: 'G4',
      G8: '!G4',
    },
    ['G1'],
  ),
  trifurcating: published(
    {
      G1: '!G4 & !G5 & !G6',
      G2: 'G1',
      G3: 'G2',
      G4: '(G3 | G4) & !G5 & !G6',
      G5: '(G3 | G5) & !G4 & !G6',
      G6: '(G3 | G6 | G7) & !G4 & !G5',
      G7: 'G6',
      G8: '!G4',
    },
    ['G1'],
  ),
  chain: published(chainOf(18), ['G1']),
};

/** Molecules up to FULL, decay rate 1, Hill exponent 4. */
export function ruleKinetics({ genes, rules, half }: RuleNetwork): Kinetics {
  return booleanHill(genes, rules, { maximum: FULL, leak: LEAK, half, exponent: 4 });
}

/** A chain of genes; the last one activates itself and switches the first one off. */
function chainOf(length: number): Record<string, string> {
  const rules = Array.from({ length }, (_, g) => [`G${g + 1}`, `G${g}`]);
  return { ...Object.fromEntries(rules), G1: `!G${length}`, [`G${length}`]: `G${length - 1} | G${length}` };
}

function published(text: Readonly<Record<string, string>>, on: readonly string[]): RuleNetwork {
  const genes = Object.keys(text);
  return {
    genes,
    rules: Object.values(text).map((rule) => parseRule(rule, genes)),
    half: shares(genes, {}, HALF),
    start: shares(genes, shared(on, 1), 0),
  };
}

function shared(genes: readonly string[], share: number): Record<string, number> {
  return Object.fromEntries(genes.map((name) => [name, share]));
}

function shares(
  genes: readonly string[],
  given: Readonly<Record<string, number>>,
  otherwise: number,
): Float64Array {
  return Float64Array.from(genes, (name) => given[name] ?? otherwise);
}
