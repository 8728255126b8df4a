/** Contexts beside each other in words and as tables. */
import type { ContextsBeside, Hindrance, MeasuredContexts } from '../../effects/contexts';
import type { ContextVerdict } from '../../effects/contextVerdicts';
import type { SharedContextLine, SharedContexts } from '../../share/effectsSnapshot';
import { safeName } from '../../network/formats/edgeLists';
import { count, joined, listOf, plural, sentence } from '../text/format';
import { number, tsv } from './tsv';

type Names = readonly [first: string, second: string];

export function pairNames(
  { contexts }: MeasuredContexts,
  { first, second }: Pick<ContextsBeside, 'first' | 'second'>,
): Names {
  return [contexts[first]?.name ?? '', contexts[second]?.name ?? ''];
}

const unsure = 'whether they differ is unclear';

/** What is said of a perturbation in two contexts. */
export function contextVerdict(verdict: ContextVerdict, [first, second]: Names): string {
  const texts: Readonly<Record<ContextVerdict, string>> = {
    'only first': `acts differently: found in ${first}, not in ${second}`,
    'only second': `acts differently: found in ${second}, not in ${first}`,
    differs: 'acts differently in the two',
    alike: 'acts alike in both',
    both: 'acts in both, no difference found',
    first: `found in ${first} only; ${unsure}`,
    second: `found in ${second} only; ${unsure}`,
    neither: 'found in neither',
    'cells first': `unclear: significant across cells in ${first} only, but guides or batches disagree`,
    'cells second': `unclear: significant across cells in ${second} only, but guides or batches disagree`,
    guides: 'unclear: cells differ, but guides or batches disagree',
    'few cells': 'too few cells',
  };
  return texts[verdict];
}

export const hindrances: Readonly<Record<Exclude<Hindrance, null>, string>> = {
  'few controls': 'too few control cells',
  'few cells': 'no perturbation with ten cells',
  'no replicates': 'no replicates',
  'left out': 'more contexts than are compared',
};

const MOST_NAMED = 6;

const inOne = (one: string, other: string) =>
  `in ${one} and differently in ${other}, where no change was found`;
const foundIn = (one: string, other: string) => `found in ${one} only; whether ${other} differs is unclear`;
const byCellsIn = (one: string) =>
  `unclear; significant across cells in ${one} only, but guides or batches disagree`;

/** Which perturbations act otherwise in one of two contexts, and of which this cannot be told. */
export function pairOfContextsText(
  contexts: MeasuredContexts,
  pair: ContextsBeside,
  labels: readonly string[],
): string {
  const [first, second] = pairNames(contexts, pair);
  const named = (verdict: ContextVerdict) =>
    pair.lines.flatMap((line) => (line.verdict === verdict ? [labels[line.perturbation] ?? ''] : []));
  const acting: readonly (readonly [ContextVerdict, string])[] = [
    ['only first', inOne(first, second)],
    ['only second', inOne(second, first)],
    ['differs', `differently in ${first} than in ${second}`],
    ['alike', 'alike in both'],
    ['both', 'in both, and no difference was found'],
  ];
  const open: readonly (readonly [ContextVerdict, string])[] = [
    ['first', foundIn(first, second)],
    ['second', foundIn(second, first)],
    ['cells first', byCellsIn(first)],
    ['cells second', byCellsIn(second)],
    ['guides', 'unclear; significant across cells, but guides or batches disagree'],
    ['few cells', 'too few cells in one of them'],
  ];
  const said = (verdict: ContextVerdict, text: (count: number) => string) => {
    const who = named(verdict);
    return who.length > 0 && `${listOf(who, MOST_NAMED)}${text(who.length)}.`;
  };
  return joined(
    !isAnyApart(pair) && `No perturbation was found to act differently in ${first} than in ${second}.`,
    ...acting.map(([verdict, text]) => said(verdict, (n) => ` ${n === 1 ? 'acts' : 'act'} ${text}`)),
    ...open.map(([verdict, text]) => said(verdict, () => `: ${text}`)),
  );
}

/** What is printed of them. @param placeOf a perturbation; null: it has no line */
export function toldContexts(
  contexts: MeasuredContexts,
  labels: readonly string[],
  placeOf: (perturbation: number) => number | null,
): SharedContexts {
  return {
    headline: contextsHeadline(contexts),
    pairs: contexts.pairs.map((pair) => {
      const [first, second] = pairNames(contexts, pair);
      const lines = toldLines(contexts, pair).flatMap((line) => {
        const place = placeOf(line.perturbation);
        return place === null ? [] : [{ ...line, perturbation: place }];
      });
      return { first, second, text: pairOfContextsText(contexts, pair, labels), lines };
    }),
  };
}

/** The lines of two contexts as they are printed. */
export function toldLines(
  { alone }: MeasuredContexts,
  { first, second, lines }: ContextsBeside,
): readonly SharedContextLine[] {
  const changed = (perturbation: number, context: number) => {
    const line = alone[perturbation]?.[context];
    return line ? line.increased + line.decreased : null;
  };
  return lines.map(({ perturbation, verdict, differing, q, similarity }) => ({
    perturbation,
    verdict,
    differing,
    q: Number.isNaN(q) ? null : q,
    similarity: Number.isFinite(similarity.value) ? similarity : null,
    first: changed(perturbation, first),
    second: changed(perturbation, second),
  }));
}

/** Which contexts were measured, and which not. */
export function contextsHeadline({ column, contexts }: MeasuredContexts): string {
  const measured = contexts.filter(({ hindrance }) => hindrance === null);
  const cells = measured.map(({ name, cells: all }) => `${name} (${count(all)})`);
  const left = contexts.flatMap(({ name, hindrance }) =>
    hindrance === null ? [] : [`${name} (${hindrances[hindrance]})`],
  );
  return joined(
    measured.length > 0
      ? sentence(`Contexts by ${column}, each measured alone: ${listOf(cells, cells.length)}`)
      : `No context of ${column} can be measured alone.`,
    left.length > 0 && sentence(`Not measured: ${listOf(left, MOST_NAMED)}`),
  );
}

/** All that is said in few lines: contexts, and each two of them beside each other; of many only those between which a perturbation acts differently. */
export function contextSentences(contexts: MeasuredContexts, labels: readonly string[]): readonly string[] {
  const { pairs } = contexts;
  const told = pairs.length > MOST_PAIRS ? pairs.filter(isAnyApart) : pairs;
  const rest = pairs.length - told.length;
  const alike = labels.filter((_, k) => k > 0 && pairs.every(({ lines }) => verdictOf(lines, k) === 'alike'));
  return [
    contextsHeadline(contexts),
    ...told.map((pair) => pairOfContextsText(contexts, pair, labels)),
    ...(rest === 0
      ? []
      : [
          joined(
            told.length === 0
              ? `In none of the ${count(rest)} pairs of contexts was a perturbation found to act differently.`
              : `In the other ${plural(rest, 'pair')} of contexts no perturbation was found to act differently.`,
            alike.length > 0 &&
              `${listOf(alike, MOST_NAMED)} ${alike.length === 1 ? 'acts' : 'act'} alike in all contexts.`,
          ),
        ]),
  ];
}

/** Pairs of contexts of which each has its own sentence. */
const MOST_PAIRS = 2;
const APART: readonly ContextVerdict[] = ['only first', 'only second', 'differs'];

const isAnyApart = ({ lines }: Pick<ContextsBeside, 'lines'>) =>
  lines.some(({ verdict }) => APART.includes(verdict));

const verdictOf = (lines: ContextsBeside['lines'], k: number) =>
  lines.find(({ perturbation }) => perturbation === k)?.verdict;

/** The tables of contexts, by the names of their files. */
export function contextTables(
  contexts: MeasuredContexts | null,
  labels: readonly string[],
): readonly (readonly [name: string, content: string | Iterable<string>])[] {
  if (!contexts) return [];
  return [
    ['contexts.tsv', contextsTsv(contexts, labels)],
    ...(contexts.pairs.length === 0
      ? []
      : ([
          ['context-differences.tsv', differencesTsv(contexts, labels)],
          ['context-genes.tsv', genesTsv(contexts, labels)],
        ] as const)),
  ];
}

const yes = (is: boolean) => (is ? 'yes' : 'no');

/** A line for each perturbation and context alone. */
function contextsTsv({ contexts, alone }: MeasuredContexts, labels: readonly string[]): string {
  const head = ['perturbation', 'context', 'acts', 'cells', 'guides', 'increased', 'decreased'];
  return tsv([
    [...head, 'p_any', 'p_guides_agree', 'p_by_cells', 'compared'],
    ...alone.flatMap((lines, k) =>
      k === 0
        ? []
        : lines.flatMap((line, at) =>
            line === null
              ? []
              : [
                  [
                    safeName(labels[k] ?? ''),
                    safeName(contexts[at]?.name ?? ''),
                    yes(line.acts),
                    ...[line.cells, line.guides, line.increased, line.decreased].map(number),
                    number(line.any),
                    number(line.agreement),
                    number(line.byCells),
                    yes(line.isCompared),
                  ],
                ],
          ),
    ),
  ]);
}

/** A line for each perturbation and two contexts. */
function differencesTsv(contexts: MeasuredContexts, labels: readonly string[]): string {
  const head = ['perturbation', 'first', 'second', 'verdict', 'p_difference', 'q_difference', 'p_by_cells'];
  const found = ['found_either', 'found_both', 'found_opposite'];
  const common = ['similarity', 'similarity_low', 'similarity_high'];
  const share = ['second_of_first', 'second_of_first_low', 'second_of_first_high'];
  return tsv([
    [...head, 'p_guides_agree', 'differing', ...found, ...common, ...share],
    ...contexts.pairs.flatMap((pair) =>
      pair.lines.map((line) => [
        ...[labels[line.perturbation] ?? '', ...pairNames(contexts, pair)].map(safeName),
        line.verdict,
        ...[line.p, line.q, line.byCells, line.agreement, line.differing].map(number),
        ...[line.found.either, line.found.both, line.found.opposite].map(number),
        ...[line.similarity, line.ofFirst].flatMap(({ value, low, high }) => [value, low, high].map(number)),
      ]),
    ),
  ]);
}

/** A line for each gene that differs, or that changes in one of two contexts, in portions. */
function* genesTsv(contexts: MeasuredContexts, labels: readonly string[]): Generator<string> {
  const head = ['perturbation', 'gene', 'first', 'second', 'log2fc_first', 'log2fc_second'];
  yield tsv([[...head, 'difference', 'se', 'p', 'q']]);
  for (const pair of contexts.pairs) {
    const names = pairNames(contexts, pair).map(safeName);
    const { perturbation, gene, ...of } = pair.genes;
    for (let at = 0; at < gene.length; at++)
      yield tsv([
        [
          safeName(labels[perturbation[at] ?? 0] ?? ''),
          safeName(contexts.genes[gene[at] ?? 0] ?? ''),
          ...names,
          ...[of.first, of.second, of.difference, of.error, of.p, of.q].map((values) => number(values[at])),
        ],
      ]);
  }
}

/** For metrics: what each context has of a perturbation, by name. */
export function contextMetrics(contexts: MeasuredContexts, perturbation: number): readonly unknown[] {
  return contexts.contexts.flatMap(({ name }, at) => {
    const line = contexts.alone[perturbation]?.[at];
    return line
      ? [{ name, cells: line.cells, acts: line.acts, changed: line.increased + line.decreased }]
      : [];
  });
}

/** 'acts in A: 12 genes', one context. */
export function genesInContext(contexts: MeasuredContexts, perturbation: number, context: number): string {
  const line = contexts.alone[perturbation]?.[context];
  return line ? plural(line.increased + line.decreased, 'gene') : '–';
}
