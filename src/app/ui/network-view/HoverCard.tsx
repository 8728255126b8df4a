/** The card beside the gene or edge under the pointer or the keyboard. The walker says the same to screen readers. */
import { useLayoutEffect, useRef } from 'react';
import type { Point } from '../../../present/figure/geometry';
import type { Scene } from '../../../present/figure/scene';
import { changesText } from '../../../present/text/changes';
import type { Selection } from '../../session/state';
import { liveNetwork } from '../../session/run/snapshots';
import { usePrediction, useRun } from '../../session/stores';
import { changesOf, clearestChange } from '../derived/evidence';
import { edgeText, geneText, type HoverText } from '../text/network';
import { measuredFold, predictedFold } from './appearance';
import classes from './NetworkView.module.css';

/** What is under the pointer or the keyboard, and where: pixels from the corner of the panel, of which the card keeps to the free side. */
export interface Pointed {
  readonly of: Selection;
  readonly at: Point;
}

export function HoverCard({ pointed: { of, at }, scene }: { pointed: Pointed; scene: Scene }) {
  const text = hoverTextOf(scene, of);
  return text && <Card text={text} at={at} />;
}

function Card({ text, at }: { text: HoverText; at: Point }) {
  const card = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const panel = card.current?.offsetParent;
    if (!card.current || !panel) return;
    const { style } = card.current;
    const isLeft = at.x < panel.clientWidth / 2;
    const isUpper = at.y < panel.clientHeight / 2;
    style.left = isLeft ? `${at.x + GAP}px` : '';
    style.right = isLeft ? '' : `${panel.clientWidth - at.x + GAP}px`;
    style.top = isUpper ? `${at.y + GAP}px` : '';
    style.bottom = isUpper ? '' : `${panel.clientHeight - at.y + GAP}px`;
  }, [at]);
  return (
    <div ref={card} className={classes.card} aria-hidden="true" data-hover-card="">
      <b>{text.title}</b>
      {text.lines.map((line) => (
        <span key={line}>{line}</span>
      ))}
    </div>
  );
}

/** Pixels between the card and what it is about. */
const GAP = 16;

/** null: nothing to tell, or it is not drawn any more. */
function hoverTextOf(scene: Scene, of: Selection): HoverText | null {
  const { answer: prediction } = usePrediction.getState();
  const run = { ...useRun.getState(), prediction };
  const { dataset, result, shared } = run;
  if (!dataset) return null;
  if (of?.kind === 'gene') {
    const [predicted, measured] = [predictedFold(run), measuredFold(run)];
    const change = prediction &&
      predicted && {
        perturbation: changesText(scene.genes, prediction.sliders),
        predicted: predicted[of.gene] ?? null,
        measured: measured?.[of.gene] ?? null,
      };
    return geneText(scene, of.gene, dataset, change);
  }
  if (of?.kind !== 'edge') return null;
  const { source, target } = of;
  const edge = scene.edges.find((one) => one.source === source && one.target === target);
  if (!edge) return null;
  const clearest =
    result && !shared ? clearestChange(changesOf(result, dataset, target), source, target) : undefined;
  const evidence = clearest && { ...clearest, label: clearest.comparison.label };
  return edgeText(scene, edge, result?.network ?? liveNetwork(), evidence);
}
