/** The measured response network: perturbations that act and the genes that they change, and the same as lists. */
import { useMemo } from 'react';
import { actingLines } from '../../../../present/chart/effects';
import {
  perturbationsOf,
  type ResponseNetwork,
  responseNetworkChart,
  sharedResponders,
} from '../../../../present/chart/responseNetwork';
import { changedGenes } from '../../../../present/report/effects';
import { responseNetwork } from '../../../session/page/actions';
import { SvgChart, useWidth } from '../../charts/SvgChart';
import { AddEffects } from '../../composed/AddToFigure';
import { ScrollRegion } from '../../kit/blocks';
import type { ShownEffects } from '../../derived/shownEffects';
import { useLatest } from '../../kit/useLatest';
import { effectsText } from '../../text/effects';
import { Chips, pick } from './EffectsMap';
import classes from './EffectsPage.module.css';

/** Genes listed that respond to several perturbations. */
const MOST_LISTED = 12;

/** Whether a perturbation changes genes other than its own targets by more than chance. */
export function hasResponses({ lines, isTested }: Pick<ShownEffects, 'lines' | 'isTested'>): boolean {
  return isTested && actingLines(lines).some((line) => changedGenes(line) > 0);
}

interface Props {
  readonly found: ShownEffects;
  readonly selected: number | null;
}

const ask = async () => ({ network: await responseNetwork() });

export function ResponseNetworkView({ found, selected }: Props) {
  const question = useMemo(() => ({ found }), [found]);
  const latest = useLatest(question, ask);
  const answer = latest?.question === question ? latest.answer : null;
  return (
    <ScrollRegion label={effectsText.network} className={classes.plane}>
      {answer?.network ? (
        <Drawn network={answer.network} found={found} selected={selected} />
      ) : (
        <p className="quiet">{answer ? effectsText.networkGone : effectsText.arranging}</p>
      )}
    </ScrollRegion>
  );
}

function Drawn({ network, found, selected }: Props & { network: ResponseNetwork }) {
  const [measured, width] = useWidth(320);
  const chart = useMemo(() => responseNetworkChart(network, width, selected), [network, width, selected]);
  const shared = useMemo(() => sharedResponders(network), [network]);
  return (
    <>
      <Chips labels={found.labels} perturbations={perturbationsOf(network)} selected={selected} />
      <div ref={measured}>
        <SvgChart chart={chart} onPick={pick} isFullSize />
        <p className="quiet">{chart.note}</p>
        <AddEffects title={chart.title} draw={() => responseNetworkChart(network, width, null)} />
      </div>
      {shared.length === 0 ? null : (
        <div className={classes.lists}>
          <h2>{effectsText.severalRespond}</h2>
          <ul className={classes.sets}>
            {shared.slice(0, MOST_LISTED).map(({ gene, perturbations }) => (
              <li key={gene}>{effectsText.respondsTo(gene, perturbations)}</li>
            ))}
            {shared.length > MOST_LISTED ? (
              <li className="quiet">{effectsText.andMore(shared.length - MOST_LISTED)}</li>
            ) : null}
          </ul>
        </div>
      )}
    </>
  );
}
