/** The tour of the demo: four captions below the steps, once; they cover nothing and take no focus, and follow who goes on alone. */
import { Button } from '@mantine/core';
import { useEffect, useId } from 'react';
import { endGesture, setSlider, showPerturb, showScreen } from '../../session/page/actions';
import type { PartName } from '../../session/state';
import { useImport, useRun, useScreen, useView } from '../../session/stores';
import { surestOf } from '../panels/perturb/suggested';
import { captions, tourText } from '../text/tour';
import classes from './Tour.module.css';

export function Tour() {
  const at = useScreen((screen) => screen.tour);
  const isDemo = useRun((run) => run.demo === 'myeloid');
  const isChanged = useView((view) => view.present.sliders.some(({ value }) => value !== 1));
  const reached = captionOf(
    useScreen(({ step }) => step),
    isChanged,
  );
  useEffect(() => {
    if (isDemo && at !== null && reached > at) showScreen({ tour: reached });
  }, [isDemo, at, reached]);
  // A file of the person's own is being checked: the demo waits.
  const isOther = useImport(({ opened, demo }) => opened !== null && demo !== 'myeloid');
  const caption = at === null ? undefined : captions[at];
  if (at === null || !caption || !isDemo || isOther) return null;
  return <Caption key={at} at={at} caption={caption} />;
}

/** The caption of what is on screen: the first, unless the step has one of its own. */
export function captionOf(step: PartName, isChanged: boolean): number {
  if (step === 'evaluate') return 3;
  if (step === 'perturb') return isChanged ? 2 : 1;
  return step === 'explore' ? 1 : 0;
}

function Caption({ at, caption }: { at: number; caption: (typeof captions)[number] }) {
  const waits = useRun((run) => run.result === null) && at > 0;
  const title = useId();
  const isLast = at === captions.length - 1;
  return (
    <section className={classes.card} aria-label={tourText.label}>
      <div className={classes.head}>
        <h3 id={title}>{caption.title}</h3>
        <span className="caption">{tourText.place(at)}</span>
      </div>
      <p aria-live="polite">{caption.text}</p>
      {waits ? <p className="quiet">{tourText.waits}</p> : null}
      <div className={classes.actions}>
        <Button size="compact-sm" disabled={waits} aria-describedby={title} onClick={() => goOn(at)}>
          {caption.next}
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
      </div>
    </section>
  );
}

/** Does what the caption offers, and shows the next one. */
function goOn(at: number): void {
  if (at === 1) knockOut();
  if (at === 2) showScreen({ step: 'evaluate' });
  showScreen({ tour: at + 1 < captions.length ? at + 1 : null });
}

function knockOut(): void {
  const { result, dataset } = useRun.getState();
  const surest = result && dataset && surestOf(result, dataset.conditions);
  if (surest) setSlider(surest.gene, surest.value);
  endGesture();
  showPerturb();
}
