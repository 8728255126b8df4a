/** Perturbations in a plane by the similarity of their effects, and the same as lists: groups that act alike, the others, and those not placed. */
import { useMemo } from 'react';
import { effectsMapChart } from '../../../../present/chart/effectsMap';
import { fold } from '../../../../present/text/format';
import { selectPerturbation } from '../../../session/page/actions';
import { SvgChart, useWidth } from '../../charts/SvgChart';
import { AddEffects } from '../../composed/AddToFigure';
import { ScrollRegion } from '../../kit/blocks';
import type { ShownEffects } from '../../derived/shownEffects';
import { effectsText } from '../../text/effects';
import classes from './EffectsPage.module.css';

const MOST_COMMON = 6;

export function EffectsMap({ found, selected }: { found: ShownEffects; selected: number | null }) {
  const { placed, groups, labels, genes } = found;
  const [measured, width] = useWidth(320);
  const chart = useMemo(() => effectsMapChart(placed, width, selected), [placed, width, selected]);
  const isPlaced = new Set(placed.map(({ perturbation }) => perturbation));
  const alone = placed.filter(({ group }) => group === null).map(({ perturbation }) => perturbation);
  const tray = labels.map((_, k) => k).filter((k) => k > 0 && !isPlaced.has(k));
  const chips = (title: string, perturbations: readonly number[]) =>
    perturbations.length === 0 ? null : (
      <>
        <h2>{title}</h2>
        <Chips labels={labels} perturbations={perturbations} selected={selected} />
      </>
    );
  return (
    <ScrollRegion label={effectsText.plane} className={classes.plane}>
      <div ref={measured}>
        {placed.length > 1 ? (
          <>
            <SvgChart chart={chart} onPick={pick} isFullSize />
            <p className="quiet">{chart.note}</p>
            <AddEffects title={chart.title} draw={() => effectsMapChart(placed, width, null)} />
          </>
        ) : null}
      </div>
      <div className={classes.lists}>
        {groups.map(({ members, common, allCommon }) => (
          <div key={members.join()}>
            {chips(effectsText.actAlike, members)}
            <p className="quiet">
              {effectsText.inCommon(
                allCommon,
                common.slice(0, MOST_COMMON).map(({ gene, log2 }) => `${genes[gene]} ${fold(log2)}`),
              )}
            </p>
          </div>
        ))}
        {chips(effectsText.alone, alone)}
        {chips(effectsText.notPlaced, tray)}
      </div>
    </ScrollRegion>
  );
}

/** Selects the perturbation of a mark that is clicked in a chart. */
export const pick = (source: string) => selectPerturbation(Number(source));

/** Perturbations as buttons that select them. */
export function Chips(props: {
  labels: readonly string[];
  perturbations: readonly number[];
  selected: number | null;
}) {
  const { labels, perturbations, selected } = props;
  return (
    <ul className={classes.alike}>
      {perturbations.map((k) => (
        <li key={k}>
          <button type="button" aria-pressed={k === selected} onClick={() => selectPerturbation(k)}>
            {labels[k]}
          </button>
        </li>
      ))}
    </ul>
  );
}
