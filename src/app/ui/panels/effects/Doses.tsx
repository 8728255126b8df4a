/** What perturbations do at each of their doses: a curve for each. */
import { useMemo } from 'react';
import type { DoseCurve } from '../../../../effects/doses';
import { doseChart } from '../../../../present/chart/doses';
import { dosesHeadline } from '../../../../present/report/doses';
import { SvgChart } from '../../charts/SvgChart';
import { AddEffects } from '../../composed/AddToFigure';
import { ScrollRegion } from '../../kit/blocks';
import { effectsText } from '../../text/effects';
import classes from './EffectsPage.module.css';

/** Curves drawn at once. */
const MOST_DRAWN = 60;

export function DosesView({ curves }: { curves: readonly DoseCurve[] }) {
  return (
    <>
      <p className="quiet">
        {dosesHeadline(curves)} {effectsText.dosesRead}
        {curves.length > MOST_DRAWN ? ` ${effectsText.firstCurves(MOST_DRAWN, curves.length)}` : ''}
      </p>
      <ScrollRegion label={effectsText.doses} className={classes.doses}>
        {curves.slice(0, MOST_DRAWN).map((curve) => (
          <Curve key={`${curve.of} ${curve.unit} ${curve.perturbations[0]}`} curve={curve} />
        ))}
      </ScrollRegion>
    </>
  );
}

function Curve({ curve }: { curve: DoseCurve }) {
  const chart = useMemo(() => doseChart(curve), [curve]);
  // Alone in a figure it says what it is, and how it is read.
  const alone = {
    ...chart,
    title: effectsText.doseCurve(chart.title),
    note: `${chart.note} ${effectsText.dosesRead}`,
  };
  return (
    <figure>
      <h2>{chart.title}</h2>
      <SvgChart chart={chart} />
      <figcaption className="quiet">{chart.note}</figcaption>
      <AddEffects title={alone.title} draw={() => alone} span={1 / 2} />
    </figure>
  );
}
