/** Two contexts beside each other: what each perturbation does in either, as a picture and a table, and one gene by gene. */
import { NativeSelect } from '@mantine/core';
import { useMemo, useState } from 'react';
import type { ContextsBeside, MeasuredContexts } from '../../../../effects/contexts';
import type { ContextDifference } from '../../../../effects/contextVerdicts';
import { contextsChart, contextScatter } from '../../../../present/chart/contexts';
import {
  contextsHeadline,
  contextVerdict,
  pairNames,
  pairOfContextsText,
} from '../../../../present/report/contexts';
import { effectsRate, pText } from '../../../../present/text/effects';
import { count, toldText } from '../../../../present/text/format';
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

export function ContextsView({
  found,
  contexts,
  selected,
}: {
  found: ShownEffects;
  contexts: MeasuredContexts | null;
  selected: number | null;
}) {
  const [chosen, setChosen] = useState(0);
  const pair = contexts?.pairs[chosen] ?? contexts?.pairs[0];
  if (!contexts) return null;
  return (
    <>
      <p className="quiet">
        {contextsHeadline(contexts)} {pair ? pairOfContextsText(contexts, pair, found.labels) : ''}
      </p>
      {contexts.pairs.length > 1 ? (
        <NativeSelect
          size="xs"
          label={effectsText.beside}
          value={String(chosen)}
          data={contexts.pairs.map((one, at) => ({
            value: String(at),
            label: pairNames(contexts, one).join(' – '),
          }))}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
        />
      ) : null}
      {pair ? <Beside found={found} contexts={contexts} pair={pair} selected={selected} /> : null}
    </>
  );
}

function Beside(props: {
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
  const columns = useMemo(() => columnsOf(contexts, pair, labels), [contexts, pair, labels]);
  return (
    <ScrollRegion label={effectsText.contexts} className={classes.contexts}>
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
    </ScrollRegion>
  );
}

function columnsOf(
  contexts: MeasuredContexts,
  pair: ContextsBeside,
  labels: readonly string[],
): readonly Column<ContextDifference>[] {
  const names = pairNames(contexts, pair);
  const changed = (context: number) => {
    const genes = ({ perturbation }: ContextDifference) => {
      const line = contexts.alone[perturbation]?.[context];
      return line ? line.increased + line.decreased : -1;
    };
    return numberColumn<ContextDifference>(`Genes in ${contexts.contexts[context]?.name}`, genes, (line) =>
      genes(line) < 0 ? '–' : count(genes(line)),
    );
  };
  return [
    textColumn('Perturbation', ({ perturbation }) => labels[perturbation] ?? ''),
    textColumn('Beside each other', ({ verdict }) => contextVerdict(verdict, names)),
    changed(pair.first),
    changed(pair.second),
    valueColumn('Differing genes', ({ differing }) => differing, count),
    { ...valueColumn<ContextDifference>('q of the difference', ({ q }) => q, pText), ascending: true },
    numberColumn(
      'Similarity',
      ({ similarity }) => similarity.value,
      ({ similarity }) => toldText(similarity),
    ),
  ];
}
