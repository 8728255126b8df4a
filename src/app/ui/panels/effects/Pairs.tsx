/** Pairs beside the sum of their singles: all of them as a matrix and a table, and one gene by gene. */
import { useMemo } from 'react';
import type { PairChanges } from '../../../../effects/changes';
import { pairMatrix, sumScatter } from '../../../../present/chart/pairs';
import {
  largerSentence,
  pairKindText,
  pairSentence,
  pairsHeadline,
  type PairLine,
} from '../../../../present/report/pairs';
import { effectsRate, pText } from '../../../../present/text/effects';
import { count, fold, toldText } from '../../../../present/text/format';
import {
  pairChanges,
  selectEffectsGene,
  selectPair,
  selectPerturbation,
} from '../../../session/page/actions';
import { useEffects } from '../../../session/stores';
import { SvgChart } from '../../charts/SvgChart';
import { AddEffects } from '../../composed/AddToFigure';
import { ScrollRegion } from '../../kit/blocks';
import { type Column, numberColumn, textColumn } from '../../kit/DataTable';
import { useLatest } from '../../kit/useLatest';
import { VirtualTable } from '../../kit/VirtualTable';
import type { ShownEffects } from '../../derived/shownEffects';
import { effectsText } from '../../text/effects';
import classes from './EffectsPage.module.css';

/** A single pair makes no matrix. */
const FEWEST_PAIRS = 2;

const columns: readonly Column<PairLine>[] = [
  textColumn('Pair', ({ label }) => label),
  textColumn('Compared with the sum', pairKindText),
  numberColumn(
    'Differing genes',
    ({ interacting }) => interacting,
    ({ interacting }) => count(interacting),
  ),
  numberColumn(
    'Share of the sum',
    ({ together }) => together.value,
    ({ together }) => toldText(together),
  ),
];

export function PairsView({ found }: { found: ShownEffects }) {
  const { pairs, largerCombinations } = found;
  const { selected, pair: shown } = useEffects();
  const own = pairs.findIndex(({ pair }) => pair !== null && pair === selected);
  const place = shown ?? (own < 0 ? null : own);
  const chart = useMemo(() => pairMatrix(pairs, place), [pairs, place]);
  const select = (at: number) => {
    const pair = pairs[at]?.pair ?? null;
    if (pair === null) selectPair(at);
    else selectPerturbation(pair);
  };
  return (
    <>
      <p className="quiet">
        {pairsHeadline(pairs)} {largerCombinations > 0 ? largerSentence(largerCombinations) : ''}
      </p>
      <div className={classes.pairs}>
        {pairs.length < FEWEST_PAIRS ? null : (
          <ScrollRegion label={effectsText.pairs} className={classes.matrix}>
            <SvgChart chart={chart} onPick={(source) => select(Number(source))} isFullSize />
            <p className="quiet">{chart.note}</p>
            <AddEffects title={chart.title} draw={() => pairMatrix(pairs, null)} />
          </ScrollRegion>
        )}
        <div className={classes.table}>
          <VirtualTable
            label={effectsText.pairsTable}
            columns={columns}
            rows={pairs}
            rowKey={({ label }) => label}
            isSelected={(line) => line === pairs[place ?? -1]}
            onSelect={(line) => select(pairs.indexOf(line))}
            firstColumn={2}
          />
        </div>
      </div>
    </>
  );
}

interface Difference {
  readonly at: number;
  readonly gene: string;
  readonly sum: number;
  readonly observed: number;
  readonly q: number;
}

const ofGenes: readonly Column<Difference>[] = [
  textColumn('Gene', ({ gene }) => gene),
  numberColumn(
    'Sum',
    ({ sum }) => sum,
    ({ sum }) => fold(sum),
  ),
  numberColumn(
    'Measured',
    ({ observed }) => observed,
    ({ observed }) => fold(observed),
  ),
  {
    ...numberColumn<Difference>(
      'q',
      ({ q }) => q,
      ({ q }) => pText(q),
    ),
    ascending: true,
  },
];

interface ShownPair {
  readonly found: ShownEffects;
  readonly pair: number;
}

const askPair = ({ pair }: ShownPair) => pairChanges(pair);

/** A pair in cells with several guides, which is no perturbation of its own. */
export function PairCard({ found, pair, line }: ShownPair & { line: PairLine }) {
  const question = useMemo(() => (found.source.kind === 'measured' ? { found, pair } : null), [found, pair]);
  const latest = useLatest(question, askPair);
  const picked = useEffects((state) => state.gene);
  const changes = question !== null && latest?.question === question ? latest.answer : null;
  const props = { line, changes, genes: found.genes, picked, onPick: selectEffectsGene };
  return (
    <section className={classes.card} aria-label={effectsText.card}>
      <h2>{line.label}</h2>
      <BesideSum {...props} />
    </section>
  );
}

interface OfPair {
  readonly line: PairLine;
  readonly genes: readonly string[];
  readonly picked: number | null;
  readonly onPick: (gene: number) => void;
}

/** A pair as a whole, and gene by gene; a link has the former. */
export function BesideSum({ changes, ...props }: OfPair & { changes: PairChanges | null }) {
  return (
    <>
      <h3>{effectsText.besideSum}</h3>
      <p>{pairSentence(props.line)}</p>
      {changes ? <GenesBesideSum {...props} changes={changes} /> : null}
    </>
  );
}

function GenesBesideSum({ line, changes, genes, picked, onPick }: OfPair & { changes: PairChanges }) {
  const chart = useMemo(
    () => sumScatter(changes, genes, { label: line.label, rate: effectsRate }),
    [changes, genes, line],
  );
  const rows = useMemo(
    () =>
      genes
        .map((gene, at) => ({
          at,
          gene,
          sum: changes.sum[at] ?? NaN,
          observed: changes.observed[at] ?? NaN,
          q: changes.q[at] ?? NaN,
        }))
        .filter(({ q }) => q < effectsRate),
    [changes, genes],
  );
  return (
    <>
      <SvgChart chart={chart} />
      <p className="quiet">{chart.note}</p>
      <AddEffects title={chart.title} draw={() => chart} span={1 / 2} />
      {rows.length === 0 ? null : (
        <div className={classes.genes}>
          <VirtualTable
            label={effectsText.differing}
            columns={ofGenes}
            rows={rows}
            rowKey={({ gene }) => gene}
            isSelected={({ at }) => at === picked}
            onSelect={({ at }) => onPick(at)}
            firstColumn={3}
          />
        </div>
      )}
    </>
  );
}
