/** The foot of the Check page: whether the file can be used as it is mapped, and the way on. */
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { train } from '../../../session/actions';
import type { StepName } from '../../../session/state';
import { useImport, useRun } from '../../../session/stores';
import classes from './CheckPage.module.css';
import { readiness } from '../../../../present/text/readiness';

export function ReadyBar(props: { step: StepName; onBack: () => void; onContinue: () => void }) {
  const recognition = useImport((state) => state.recognition);
  const mapping = useImport((state) => state.mapping);
  const left = useImport((state) => state.quality?.takingPart);
  const busy = useImport((state) => state.phase === 'loading' || state.phase === 'reading');
  const imported = useImport((state) => state.dataset);
  // A run that is under way is given up by the next one; its file and settings would have to be opened again.
  const ends = useRun((run) => {
    const underWay = run.phase === 'running' || run.phase === 'paused' || run.phase === 'preparing';
    return underWay && !run.demo && run.dataset !== imported ? (run.dataset?.name ?? null) : null;
  });
  if (!recognition || !mapping) return null;
  const { text, ready } = readiness(recognition, mapping, left);
  return (
    <div className={classes.bar}>
      <output aria-label="Readiness">
        {text}
        {ends === null ? '' : `. Training it ends the run of ${ends}.`}
      </output>
      <Button variant="default" size="sm" onClick={props.onBack}>
        Close this file
      </Button>
      {props.step === 'model' ? (
        <Button size="sm" disabled={!ready || busy} onClick={() => void train()}>
          Learn the network
        </Button>
      ) : (
        <Button
          size="sm"
          disabled={!ready || busy}
          rightSection={<IconArrowRight size={16} stroke={1.75} aria-hidden />}
          onClick={props.onContinue}
        >
          Continue to model
        </Button>
      )}
    </div>
  );
}
