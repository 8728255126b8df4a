/** Two contexts beside each other: what each perturbation does in either, as a picture and a table, and one gene by gene. */
import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { ContextsBeside, MeasuredContexts } from '../../../../effects/contexts';
import { contextsChart, contextScatter } from '../../../../present/chart/contexts';
import { contextVerdict } from '../../../../present/report/contexts';
import { effectsRate, pText } from '../../../../present/text/effects';
import { count, orDash, toldText } from '../../../../present/text/format';
import type { SharedContextLine, SharedContextPair } from '../../../../share/effectsSnapshot';
import { selectPerturbation } from '../../../session/page/actions';
import type { ShownEffects } from '../../derived/shownEffects';
import { SvgChart } from '../../charts/SvgChart';
import { ScrollRegion } from '../../kit/blocks';
import { type Column, numberColumn, textColumn, valueColumn } from '../../kit/DataTable';
import { VirtualTable } from '../../kit/VirtualTable';
import { effectsText } from '../../text/effects';
import { pick } from './EffectsMap';
import classes from './EffectsPage.module.css';

/** Perturbations in the picture. */
const MOST_DRAWN = 200;

/** A link carries the sentences and the table, and no pictures. */
export function ContextsView({ found, selected }: { found: ShownEffects; selected: number | null }) {
  const [chosen, setChosen] = useState(0);
  const { contexts, source } = found;
  const pair = contexts?.pairs[chosen] ?? contexts?.pairs[0];
  if (!contexts) return null;
  const measured = source.kind === 'measured' ? source.found.contexts : null;
  const drawn = measured?.pairs[chosen] ?? measured?.pairs[0];
  return (
    <>
      <p className="quiet">
        {contexts.headline} {pair?.text ?? ''}
      </p>
      {contexts.pairs.length > 1 ? (
        <NativeSelect
          size="xs"
          label={effectsText.beside}
          value={String(chosen)}
          data={contexts.pairs.map(({ first, second }, at) => ({
            value: String(at),
            label: `${first} – ${second}`,
          }))}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
        />
      ) : null}
      {pair ? (
        <ScrollRegion label={effectsText.contexts} className={classes.contexts}>
          {measured && drawn ? (
            <Pictures found={found} contexts={measured} pair={drawn} selected={selected} />
          ) : null}
          <Lines pair={pair} labels={found.labels} selected={selected} />
        </ScrollRegion>
      ) : null}
    </>
  );
}

function Pictures(props: {
  found: ShownEffects;
  contexts: MeasuredContexts;
  pair: ContextsBeside;
  selected: number | null;
}) {
  const { found, contexts, pair, selected } = props;
  const { labels } = found;
  const chart = useMemo(
    () => contextsChart(contexts, pair, labels, { selected, most: MOST_DRAWN }),
    [contexts, pair, labels, selected],
  );
  const scatter = useMemo(
    () =>
      selected === null
        ? null
        : contextScatter(contexts, pair, {
            perturbation: selected,
            label: labels[selected] ?? '',
            rate: effectsRate,
          }),
    [contexts, pair, labels, selected],
  );
  return (
    <>
      <figure>
        <SvgChart chart={chart} onPick={pick} />
        <figcaption className="quiet">{chart.note}</figcaption>
      </figure>
      {scatter ? (
        <figure>
          <SvgChart chart={scatter} />
          <figcaption className="quiet">
            {scatter.title}. {scatter.note}
          </figcaption>
        </figure>
      ) : null}
    </>
  );
}

function Lines(props: { pair: SharedContextPair; labels: readonly string[]; selected: number | null }) {
  const { pair, labels, selected } = props;
  const columns = useMemo(() => columnsOf(pair, labels), [pair, labels]);
  return (
    <div className={classes.table}>
      <VirtualTable
        label={effectsText.contextsTable}
        columns={columns}
        rows={pair.lines}
        rowKey={({ perturbation }) => String(perturbation)}
        isSelected={({ perturbation }) => perturbation === selected}
        onSelect={({ perturbation }) => selectPerturbation(perturbation)}
        firstColumn={5}
      />
    </div>
  );
}

function columnsOf(
  { first, second }: SharedContextPair,
  labels: readonly string[],
): readonly Column<SharedContextLine>[] {
  return [
    textColumn('Perturbation', ({ perturbation }) => labels[perturbation] ?? ''),
    textColumn('Comparison', ({ verdict }) => contextVerdict(verdict, [first, second])),
    changedColumn(first, (line) => line.first),
    changedColumn(second, (line) => line.second),
    valueColumn('Differing genes', ({ differing }) => differing, count),
    {
      ...valueColumn<SharedContextLine>('q of the difference', ({ q }) => q ?? NaN, pText),
      ascending: true,
    },
    numberColumn(
      'Similarity',
      ({ similarity }) => similarity?.value ?? NaN,
      ({ similarity }) => (similarity ? toldText(similarity) : '–'),
    ),
  ];
}

function changedColumn(
  context: string,
  genes: (line: SharedContextLine) => number | null,
): Column<SharedContextLine> {
  return numberColumn(
    `Genes in ${context}`,
    (line) => genes(line) ?? -1,
    (line) => orDash(genes(line), count),
  );
}
