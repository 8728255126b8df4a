/** The foot of the Check page: whether the file can be used as it is mapped, and the way on. */
import { Button } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { train } from '../../../session/actions';
import type { StepName } from '../../../session/state';
import { useImport } from '../../../session/stores';
import classes from './CheckPage.module.css';
import { readiness } from './readiness';

export function ReadyBar(props: { step: StepName; onBack: (() => void) | null; onContinue: () => void }) {
  const recognition = useImport((state) => state.recognition);
  const mapping = useImport((state) => state.mapping);
  const busy = useImport((state) => state.phase === 'loading' || state.phase === 'reading');
  if (!recognition || !mapping) return null;
  const { text, ready } = readiness(recognition, mapping);
  return (
    <div className={classes.bar}>
      <output aria-label="Readiness">{text}</output>
      {props.onBack ? (
        <Button variant="default" size="sm" onClick={props.onBack}>
          Close this file
        </Button>
      ) : null}
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
