/** Measured pairs beside the sum of their singles: as lines, tables and a sentence. */
import { safeName } from '../../network/formats/edgeLists';
import { FEWEST_TOGETHER } from '../../effects/manyPairs';
import { FEWEST_GENES, pairKind, type PairEffect, type PairKind } from '../../effects/pairs';
import type { MeasuredEffects } from '../../effects/measure';
import { capital, count, decimal, intervalText, plural } from '../text/format';
import { number, tsv } from './tsv';

export interface PairLine extends PairEffect {
  readonly label: string;
  /** Labels of the two. */
  readonly parts: readonly [string, string];
  readonly kind: PairKind;
  /** Genes in which the pair differs from the sum of its singles, and genes tested. */
  readonly interacting: number;
  readonly tested: number;
}

type Measured = Pick<MeasuredEffects, 'pairs' | 'genes'>;

/** In the order of the pairs. @param rate false discovery rate of interactions */
export function pairLines(
  { pairs: { pairs, q }, genes }: Measured,
  labels: readonly string[],
  rate: number,
): readonly PairLine[] {
  const label = (k: number) => labels[k] ?? '';
  return pairs.map((pair, at) => {
    const ofPair = q.subarray(at * genes.length, (at + 1) * genes.length);
    return {
      ...pair,
      label: pair.pair === null ? `${label(pair.first)}+${label(pair.second)}` : label(pair.pair),
      parts: [label(pair.first), label(pair.second)],
      kind: pairKind(pair),
      interacting: ofPair.filter((value) => value < rate).length,
      tested: ofPair.filter(Number.isFinite).length,
    };
  });
}

/** How a pair differs from the sum of its singles, in a few words. */
export function pairKindText({ kind, parts, difference }: PairLine): string {
  if (kind === null) return 'unclear';
  if (kind !== 'epistasis') return kind;
  const [stronger, masked] = difference.value > 0 ? parts : parts.toReversed();
  return `epistasis: ${stronger} masks ${masked}`;
}

/** None where no pair was measured. @param rate false discovery rate of interactions */
export function pairTables(
  effects: Measured,
  lines: readonly PairLine[],
  rate: number,
): readonly (readonly [name: string, content: string])[] {
  if (lines.length === 0) return [];
  return [
    ['pairs.tsv', pairsTsv(lines)],
    ['interactions.tsv', interactionsTsv(effects, lines, rate)],
  ];
}

function pairsTsv(lines: readonly PairLine[]): string {
  const told = ['c1', 'c2', 'mean_c', 'c1_minus_c2'].flatMap((name) => [name, `${name}_low`, `${name}_high`]);
  return tsv([
    ['pair', 'first', 'second', 'class', ...told, 'interacting_genes', 'tested_genes'],
    ...lines.map((line) => [
      ...[line.label, ...line.parts].map(safeName),
      line.kind ?? '',
      ...[line.ofFirst, line.ofSecond, line.together, line.difference].flatMap(({ value, low, high }) =>
        [value, low, high].map(number),
      ),
      String(line.interacting),
      String(line.tested),
    ]),
  ]);
}

/** Significant interactions alone: the others are many, and follow from effects.tsv. */
function interactionsTsv({ pairs, genes }: Measured, lines: readonly PairLine[], rate: number) {
  const { observed, log2, error, p, q } = pairs;
  return tsv([
    ['pair', 'gene', 'log2fc', 'log2fc_sum', 'interaction', 'se', 'p', 'q'],
    ...lines.flatMap(({ label }, at) =>
      genes.flatMap((gene, g) => {
        const place = at * genes.length + g;
        if (!((q[place] as number) < rate)) return [];
        const sum = (observed[place] as number) - (log2[place] as number);
        const values = [observed[place], sum, log2[place], error[place], p[place], q[place]];
        return [[safeName(label), safeName(gene), ...values.map(number)]];
      }),
    ),
  ]);
}

export function pairsHeadline(lines: readonly PairLine[]): string {
  const untold = lines.filter(({ kind }) => kind === null).length;
  const rest = untold === 0 ? '' : `; for ${count(untold)} it is unclear whether effects add up`;
  const why = untold < lines.length ? '' : whyUnclear(lines);
  const seen = lines.some(({ pair }) => pair === null) ? ` (in at least ${FEWEST_TOGETHER} cells each)` : '';
  return `${plural(lines.length, 'pair')}${seen} compared with the sum of ${lines.length === 1 ? 'its' : 'their'} single effects${rest}${why}.`;
}

/** Why no pair of a screen can be told. */
function whyUnclear(lines: readonly PairLine[]): string {
  return lines.every(({ tested }) => tested < FEWEST_GENES)
    ? `, which takes at least ${FEWEST_GENES} tested genes`
    : ', because the effects are weak or vary too much between genes';
}

/** A pair as a whole, and in how many genes it differs from the sum of its singles. */
export function pairSentence(line: PairLine): string {
  const { kind, parts, ofFirst, ofSecond, interacting, tested } = line;
  const shares = [ofFirst, ofSecond].flatMap((share, at) =>
    Number.isFinite(share.value)
      ? [`${decimal(share.value)}${intervalText(share)} of the effect of ${parts[at]}`]
      : [],
  );
  return [
    kind === null ? 'It is unclear whether the two effects add up.' : `${capital(pairKindText(line))}.`,
    ...(shares.length === 0 ? [] : [`It has ${shares.join(' and ')}.`]),
    `${plural(interacting, 'gene')} of ${count(tested)} ${interacting === 1 ? 'differs' : 'differ'} from the sum of both.`,
  ].join(' ');
}

export function largerSentence(combined: number): string {
  return `Only pairs are judged, not ${plural(combined, 'larger combination')}.`;
}

/** Pairs named in a summary. */
const shown = 12;

/** What the pairs of a screen show, as lines. @param combined combinations of more than two */
export function pairSentences(lines: readonly PairLine[], combined: number): readonly string[] {
  const larger = combined > 0 ? [largerSentence(combined)] : [];
  if (lines.length === 0) return larger;
  const told = lines.filter(({ kind }) => kind !== null);
  return [
    pairsHeadline(lines),
    ...told
      .slice(0, shown)
      .map(
        (line) =>
          `  ${line.label}: ${pairKindText(line)}, c₁ (${line.parts[0]}) ${decimal(line.ofFirst.value)}${intervalText(line.ofFirst)}, c₂ (${line.parts[1]}) ${decimal(line.ofSecond.value)}${intervalText(line.ofSecond)}, ${plural(line.interacting, 'interacting gene')}`,
      ),
    ...(told.length > shown ? [`  and ${told.length - shown} more`] : []),
    ...larger,
  ];
}
