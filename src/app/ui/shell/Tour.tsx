/**
 * The story of the demo in about a minute: one line above the page for each part of it, once. It covers nothing and takes no focus, follows who goes on
 * alone, and gives way to a link or a file.
 */
import { Button } from '@mantine/core';
import { useEffect } from 'react';
import { endGesture, setSlider, showPerturb, showScreen } from '../../session/page/actions';
import type { PartName } from '../../session/state';
import { useImport, usePreview, useRun, useScreen } from '../../session/stores';
import { isStepOpen } from '../../session/view/stepHistory';
import { useStores } from '../kit/useStores';
import { surestOf } from '../panels/perturb/suggested';
import { captions, tourText } from '../text/tour';
import classes from './Tour.module.css';

export function Tour() {
  const at = useScreen((screen) => screen.tour);
  const step = useScreen((screen) => screen.step);
  const isPreviewed = usePreview(({ shown }) => shown !== null);
  const isDemo = useRun((run) => run.demo === 'myeloid') || isPreviewed;
  const reached = at === null ? null : captionOf(step, at);
  useEffect(() => {
    if (isDemo && reached !== at) showScreen({ tour: reached });
  }, [isDemo, at, reached]);
  // A file of the person's own is being checked: the demo waits.
  const isOther = useImport(({ opened, demo }) => opened !== null && demo !== 'myeloid');
  const caption = at === null ? undefined : captions[at];
  if (at === null || !caption || !isDemo || isOther) return null;
  return <Line key={at} at={at} caption={caption} />;
}

/** The caption of what is on screen, never one before `at`; that of the network is the second that the step Training has. */
export function captionOf(step: PartName, at: number): number {
  const own: Readonly<Partial<Record<PartName, number>>> = {
    effects: 1,
    train: at > 0 ? 2 : 0,
    explore: 2,
    perturb: 3,
    evaluate: 4,
  };
  return Math.max(at, own[step] ?? at);
}

function Line({ at, caption }: { at: number; caption: (typeof captions)[number] }) {
  const isLearning = useRun((run) => run.result === null);
  const isLast = at === captions.length - 1;
  const waits = useStores(() => !canGoOn(at));
  return (
    <section className={isLearning ? `${classes.strip} sweep` : classes.strip} aria-label={tourText.label}>
      <span className="caption">{tourText.place(at)}</span>
      <p aria-live="polite">{caption.text}</p>
      <Button size="compact-sm" disabled={waits} onClick={() => goOn(at)}>
        {waits && at > 0 ? tourText.waits : caption.next}
      </Button>
      {isLast ? null : (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          c="var(--text-2)"
          onClick={() => showScreen({ tour: null })}
        >
          {tourText.skip}
        </Button>
      )}
    </section>
  );
}

/** Effects need the file, what comes after the network its result. A training that begins shows itself, unless reduced motion is preferred. */
function canGoOn(at: number): boolean {
  const { dataset, result } = useRun.getState();
  if (at === 0)
    return (
      isStepOpen('effects') && (dataset !== null || matchMedia('(prefers-reduced-motion: reduce)').matches)
    );
  return at < 2 || result !== null;
}

/** Shows the next caption and what it is about, at once: the tour follows the step. */
function goOn(at: number): void {
  const tour = at + 1 < captions.length ? at + 1 : null;
  const step = captions[at]?.leadsTo ?? null;
  if (step === 'perturb') knockOut();
  showScreen(step ? { step, tour } : { tour });
}

function knockOut(): void {
  const { result, dataset } = useRun.getState();
  const surest = result && dataset && surestOf(result, dataset.conditions);
  if (surest) setSlider(surest.gene, surest.value);
  endGesture();
  showPerturb();
}
