/**
 * Names of genes: the column of var shown to people (symbols if available), and the lookup of names in labels. Labels
 * are looked up in every naming column, so the choice of column changes what is shown, not what is found.
 */
import { memoize } from '../../numerics/lazy';
import type { AnnotationColumn, GeneAxis } from '../annotation';
import { compareNames, orderOfNames } from '../canonicalOrder';
import type { Guess } from '../recognition';

const SYMBOL_COLUMN =
  /^(?:gene|(?:pg[._])?genes|gene[-_ ]?names?|(?:pr_)?gene[-_ ]?symbols?|symbols?|gene[-_ ]?short[-_ ]?name|feature[-_ ]?name|hgnc[-_ ]?symbol|external[-_ ]?gene[-_ ]?name|name|names)$/i;
const IDENTIFIER_COLUMN =
  /^(?:gene[-_ ]?ids?|ensembl(?:[-_ ]?(?:gene[-_ ]?)?ids?)?|feature[-_ ]?ids?|accession)$/i;

export interface GeneNaming {
  /** [genes] unique names of the chosen column; empty ones are taken from the index. */
  readonly names: readonly string[];
  /** Names shared by several genes, before they were made unique. */
  readonly repeated: readonly string[];
  /** Finds a gene by any of its names. */
  readonly lookup: GeneLookup;
}

/** Guesses the column of var with gene names; null is the index. */
export function guessGeneColumn(axis: GeneAxis): { column: string | null; guess: Guess } {
  const indexIsIdentifiers = share(axis.index, isEnsemblId) > 0.5;
  const indexIsNumbers = share(axis.index, (name) => /^\d+$/.test(name)) > 0.9;
  const columns = textColumns(axis);
  if (!indexIsIdentifiers && !indexIsNumbers) {
    const symbols = columns.find(({ name, values }) => SYMBOL_COLUMN.test(name) && areSymbols(values));
    if (symbols === undefined || share(axis.index, isWord) > 0.5)
      return { column: null, guess: guess(axis.index, { tag: 'names-in-index' }, 'sure') };
    const reason = { tag: 'symbols-outside-index', index: 'identifiers' } as const;
    return { column: symbols.name, guess: guess(symbols.values, reason, 'sure') };
  }
  const called = columns.find((column) => SYMBOL_COLUMN.test(column.name));
  const named = called ?? columns.find(({ values }) => areSymbols(values));
  const index = indexIsIdentifiers ? 'ensembl-ids' : 'numbers';
  if (named === undefined) {
    const certainty = indexIsIdentifiers ? 'likely' : 'assumed';
    return { column: null, guess: guess(axis.index, { tag: 'no-symbols', index }, certainty) };
  }
  const certainty =
    called === undefined ? 'likely' : share(named.values, isEnsemblId) < 0.5 ? 'sure' : 'assumed';
  const reason = { tag: 'symbols-outside-index', index } as const;
  return { column: named.name, guess: guess(named.values, reason, certainty) };
}

/** Accessions of UniProt: P42224, A0A024R161. */
export const UNIPROT = String.raw`[OPQ]\d[A-Z\d]{3}\d|[A-NR-Z]\d(?:[A-Z][A-Z\d]{2}\d){1,2}`;
/** A word, and no accession of UniProt, RefSeq, FlyBase, WormBase, CCDS or Ensembl. */
const SYMBOL_LIKE = new RegExp(
  String.raw`^(?!(?:${UNIPROT}|(?:[NX][MRP]_|FBgn|WBGene|CCDS|ENS[A-Z]*)\d+(?:\.\d+)?)$)[A-Za-z][\w.-]{0,14}$`,
);
/** Probes of Illumina, Affymetrix and Agilent. */
const PROBE =
  /^(?:ILMN_\d+|A_\d+_P\d+|TC\d{8,}\S*|(?:AFFX-)?\w+_(?:[a-z]_)?[as]t|\d{7,8}(?:_st)?|(?:cg|ch)\.?\d{6,})$/;

export function isProbe(name: string): boolean {
  return PROBE.test(name);
}

const isWord = (name: string) => SYMBOL_LIKE.test(name) && !isProbe(name);

/** Share of the names of var that are spelled so and differ from each other; chromosomes and types of genes are few. */
const MIN_SYMBOLS = 0.8;

function areSymbols(values: readonly string[]): boolean {
  const given = values.filter((value) => value !== '');
  const differ = new Set(given.filter((value) => SYMBOL_LIKE.test(value)));
  return 2 * given.length > values.length && differ.size >= MIN_SYMBOLS * given.length;
}

const namingsOf = memoize<GeneAxis, Map<string | null, GeneNaming>>(() => new Map());

/** Names from the chosen column, with a lookup over all naming columns. */
export function nameGenes(axis: GeneAxis, column: string | null): GeneNaming {
  const known = namingsOf(axis);
  const found = known.get(column) ?? namingOf(axis, column);
  known.set(column, found);
  return found;
}

function namingOf(axis: GeneAxis, column: string | null): GeneNaming {
  const columns = textColumns(axis);
  const guessed = guessGeneColumn(axis).column;
  const chosen = columns.find((candidate) => candidate.name === column)?.values ?? axis.index;
  const filled = chosen.map((name, gene) => (name === '' ? (axis.index[gene] ?? '') : name));
  const others = columns
    .filter(({ name }) => name !== column)
    .filter(({ name }) => SYMBOL_COLUMN.test(name) || IDENTIFIER_COLUMN.test(name) || name === guessed)
    .map(({ values }) => values);
  const unique = uniqueNames(filled, axis.index);
  return { ...unique, lookup: geneLookup([unique.names, axis.index, ...others], axis.otherNames) };
}

/**
 * Repeated names become 'NAME-1', 'NAME-2' … in the order of `ids` (without, of the names), skipping existing names; `repeated`: their names
 * before.
 */
export function uniqueNames(
  names: readonly string[],
  ids?: readonly string[],
): { readonly names: readonly string[]; readonly repeated: readonly string[] } {
  const taken = new Set(names);
  if (taken.size === names.length) return { names, repeated: [] };
  const unique = [...names];
  /** The last suffix given to a name. */
  const suffixes = new Map<string, number>();
  const repeated = new Set<string>();
  for (const gene of ids === undefined ? names.keys() : orderOfNames(ids)) {
    const name = names[gene] ?? '';
    let suffix = suffixes.get(name);
    if (suffix !== undefined) {
      repeated.add(name);
      do suffix += 1;
      while (taken.has(`${name}-${suffix}`));
      taken.add(`${name}-${suffix}`);
      unique[gene] = `${name}-${suffix}`;
    }
    suffixes.set(name, suffix ?? 0);
  }
  return { names: unique, repeated: [...repeated] };
}

function textColumns(axis: GeneAxis): { name: string; values: string[] }[] {
  return axis.columns
    .filter((column): column is Extract<AnnotationColumn, { kind: 'category' }> => column.kind === 'category')
    .map((column) => ({
      name: column.name,
      values: Array.from(column.codes, (code) => column.categories[code] ?? ''),
    }));
}

function share(names: readonly string[], holds: (name: string) => boolean): number {
  return names.length === 0 ? 0 : names.filter(holds).length / names.length;
}

function guess(names: readonly string[], reason: Guess['reason'], certainty: Guess['certainty']): Guess {
  return { field: 'geneColumn', samples: names.filter((name) => name !== '').slice(0, 3), reason, certainty };
}

const ENSEMBL_ID = /^ENS[A-Z]*[GTP]\d{11}(?:\.\d+)?$/i;

function isEnsemblId(name: string): boolean {
  return ENSEMBL_ID.test(name);
}

export interface GeneLookup {
  /**
   * Row of var, or −1: exact spelling first, then ignoring case, then as an Ensembl id without its version, finally
   * by synonyms. Ignoring case, mouse and human symbols of equal spelling (Gata1, GATA1) match.
   */
  readonly find: (name: string) => number;
  /** The same without synonyms. */
  readonly findWritten: (name: string) => number;
  /** Whether a gene is spelled so, to the letter. */
  readonly isSpelled: (name: string) => boolean;
}

/**
 * `namings`: lists with one name per gene; the first is the preferred one, with unique names. Among genes with equal
 * names the one whose preferred name comes first is found, independent of its position.
 * @param otherNames of genes, by names in upper case
 */
export function geneLookup(
  namings: readonly (readonly string[])[],
  otherNames?: GeneAxis['otherNames'],
): GeneLookup {
  const preferred = namings[0] ?? [];
  const exact = new Map<string, number>();
  const folded = new Map<string, number>();
  for (const names of namings) {
    addNaming(exact, names, preferred);
    addNaming(folded, names.map(foldedKey), preferred);
  }
  // R writes HLA.A for HLA-A (make.names); 'TBCE-1' is a guide of TBCE before it is the second row TBCE.1.
  const areDotted = !preferred.some((name) => name.includes('-'));
  const dotted = (name: string) =>
    areDotted && !folded.has(foldedKey(name.replace(/-\d+$/, '')))
      ? folded.get(foldedKey(name.replaceAll('-', '.')))
      : undefined;
  const written = (name: string) => exact.get(name) ?? folded.get(foldedKey(name)) ?? dotted(name) ?? -1;
  const find = (name: string) => {
    const own = written(name);
    if (own >= 0) return own;
    const others = [...synonymsOf(name), ...(otherNames?.get(name.toUpperCase()) ?? [])];
    return others.reduce((gene, other) => (gene >= 0 ? gene : written(other)), -1);
  };
  return { find, findWritten: written, isSpelled: (name) => exact.has(name) };
}

/** Names of earlier namings keep their gene. */
function addNaming(known: Map<string, number>, names: readonly string[], preferred: readonly string[]): void {
  const added = new Map<string, number>();
  names.forEach((name, gene) => {
    if (name === '' || known.has(name)) return;
    const other = added.get(name);
    if (other === undefined || compareNames(preferred[gene], preferred[other]) < 0) added.set(name, gene);
  });
  for (const [name, gene] of added) known.set(name, gene);
}

function foldedKey(name: string): string {
  const unversioned = isEnsemblId(name) ? name.replace(/\.\d+$/, '') : name;
  return unversioned.toLowerCase();
}

/**
 * Former and common names of genes in perturbation screens, mostly transcription factors and chromatin regulators:
 * the approved symbol, then names listed by the HUGO Gene Nomenclature Committee (https://www.genenames.org, public
 * domain, CC0). Ambiguous names are left out (OCT1, p21, MLL2, TAZ, SF1, SIP1, CREB2, DEC1), and symbols of other
 * genes (TTF1, RIT1). Asked before the tables of all genes (names/), which lack a seventh of them (docs/decisions/0057).
 */
const GROUPS = `
ARNT HIF1B | BMAL1 ARNTL MOP3 | EPAS1 HIF2A MOP2 | HIF1A MOP1 | BHLHE40 BHLHB2 | BHLHE41 DEC2 BHLHB3
POU5F1 OCT4 OTF3 OCT-4 | POU3F2 BRN2 BRN-2 OTF7 | POU3F1 OCT6 SCIP OTF6 | POU3F3 BRN1 | POU3F4 BRN4 | POU4F1 BRN3A | POU4F2 BRN3B | POU4F3 BRN3C
MYC C-MYC CMYC | MYCN NMYC N-MYC | MYCL MYCL1 LMYC L-MYC | JUN C-JUN | FOS C-FOS | FOSL1 FRA1 FRA-1 | FOSL2 FRA2 FRA-2 | MAF C-MAF
MYB C-MYB | MYBL1 AMYB A-MYB | MYBL2 BMYB B-MYB | KIT C-KIT CD117 | REL C-REL | RELA NFKB3 | NFKB1 NF-KB1 NFKAPPAB KBF1 | NFKB2 NF-KB2 LYT10
TP53 P53 TRP53 | TP63 P63 TRP63 TP73L | TP73 P73 TRP73 | CDKN1A WAF1 | CDKN1B KIP1 P27KIP1 | CDKN2A P16INK4A INK4A
SPI1 PU.1 PU1 SFPI1 | GATA1 ERYF1 | RUNX1 AML1 CBFA2 | RUNX2 CBFA1 AML3 | RUNX3 AML2 CBFA3 | TAL1 SCL TCL5 | ETV6 TEL | ETV2 ER71 ETSRP71
KLF1 EKLF | KLF2 LKLF | KLF3 BKLF | KLF4 GKLF EZF | KLF5 BTEB2 IKLF | ZBTB7A LRF POKEMON | ZBTB16 PLZF | IKZF1 IKAROS | IKZF2 HELIOS | IKZF3 AIOLOS
CEBPA C/EBP-ALPHA C/EBPALPHA C/EBPA | CEBPB C/EBP-BETA C/EBPBETA C/EBPB NFIL6 | TBX21 T-BET TBET | EOMES TBR2 | TBXT BRACHYURY | PRDM1 BLIMP1 BLIMP-1
BCL11A CTIP1 EVI9 | BCL11B CTIP2 | MECOM EVI1 PRDM3 | IRF8 ICSBP ICSBP1 | FOXP3 SCURFIN | RBPJ CBF1 RBPSUH | NOTCH1 TAN1 | HES1 HRY
NKX2-1 NKX2.1 TITF1 TTF-1 | NKX2-2 NKX2.2 | NKX2-5 NKX2.5 CSX | NKX3-1 NKX3.1 | NKX3-2 NKX3.2 BAPX1 | NKX6-1 NKX6.1 | NKX6-2 NKX6.2
PDX1 IPF1 | NEUROG1 NGN1 | NEUROG2 NGN2 | NEUROG3 NGN3 | ASCL1 MASH1 HASH1 | ASCL2 MASH2 HASH2 | ATOH1 MATH1 HATH1 | NEUROD1 NEUROD BETA2
HNF1B TCF2 VHNF1 | HNF4A HNF4 TCF14 NR2A1 | FOXA1 HNF3A | FOXA2 HNF3B | FOXA3 HNF3G | ONECUT1 HNF6 HNF-6
TCF3 E2A E47 ITF1 | TCF4 ITF2 E2-2 | TCF12 HEB HTF4 | LEF1 TCF1ALPHA | SNAI1 SNAIL SNAIL1 | SNAI2 SLUG | TWIST1 TWIST | ZEB1 TCF8 AREB6 | ZEB2 ZFHX1B
NR3C1 GRL | NR1H2 LXRB | NR1H3 LXRA | NR1H4 FXR | NR1I2 PXR | RORC RORGT RORG | NR5A1 SF-1 FTZF1 | NR5A2 LRH1 LRH-1 | NR4A1 NUR77 | NR4A2 NURR1
NR2F1 COUP-TFI COUPTF1 | NR2F2 COUP-TFII COUPTFII | FOXO1 FKHR | FOXO3 FOXO3A FKHRL1 | FOXO4 AFX1 | NFE2L2 NRF2 | SREBF1 SREBP1 | SREBF2 SREBP2
PPARGC1A PGC1A PGC-1ALPHA | MLXIPL CHREBP | DDIT3 CHOP GADD153 | HSPA5 BIP GRP78 | EIF2AK3 PERK | ERN1 IRE1 | YAP1 YAP65 YAP | CTNNB1 CTNNB BETA-CATENIN
KMT2A MLL MLL1 HRX | KMT2C MLL3 | KMT2E MLL5 | KMT5A SETD8 | NSD2 WHSC1 MMSET | NSD3 WHSC1L1 | KDM1A LSD1 AOF2 | KDM5A JARID1A RBBP2 | KDM5B JARID1B PLU-1
KDM5C JARID1C SMCX | KDM6A UTX | KDM6B JMJD3 | KDM4A JMJD2A | KDM2B FBXL10 | EP300 P300 KAT3B | CREBBP KAT3A | KAT2A GCN5 GCN5L2 | KAT2B PCAF | KAT5 TIP60
KAT6A MOZ MYST3 | KAT6B MORF MYST4 | KAT7 HBO1 MYST2 | KAT8 MOF MYST1 | SMARCA4 BRG1 | SMARCA2 BRM | SMARCB1 INI1 SNF5 BAF47 | ARID1A BAF250A | ARID1B BAF250B
ARID2 BAF200 | PBRM1 BAF180 | SMARCC1 BAF155 | SMARCC2 BAF170 | SMARCE1 BAF57 | ACTL6A BAF53A | SUZ12 JJAZ1 | BMI1 PCGF4 | RAD21 SCC1
ZFP42 REX1 REX-1 | LIN28A LIN28 | TFCP2L1 CRTR1 LBP-9 | TDGF1 CRIPTO | CD274 PD-L1 PDL1 B7-H1 | PDCD1 PD-1 PD1
`;

/** The names of each gene, the approved symbol first, in upper case. */
export const synonymGroups: readonly (readonly string[])[] = GROUPS.trim()
  .split(/[|\n]/)
  .map((group) => group.trim().split(/\s+/));

const groupOf = new Map(synonymGroups.flatMap((group) => group.map((name) => [name, group] as const)));

/** Other names of the same gene, the approved symbol first; empty if unknown. */
function synonymsOf(name: string): readonly string[] {
  const folded = name.toUpperCase();
  return groupOf.get(folded)?.filter((other) => other !== folded) ?? [];
}
