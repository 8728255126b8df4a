/** The horizon T; the number of solver steps follows from it. */
import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { solverStepsTo } from '../../../../dynamics/settings';
import { setSettings } from '../../../session/actions';
import { useRun } from '../../../session/stores';
import { horizonText, longestHorizon } from '../../../../present/text/presets';

export function HorizonField() {
  const { horizon, endpoint } = useRun((run) => run.settings);
  /** What is being typed, which may not be a horizon yet; null: what is set. */
  const [typed, setTyped] = useState<string | number | null>(null);
  return (
    <NumberInput
      label="Time T"
      description={horizonText[endpoint]}
      error={typed === null || isHorizon(typed) ? undefined : horizonText.invalid}
      size="xs"
      step={0.5}
      value={typed ?? horizon}
      onChange={(value) => {
        setTyped(value);
        if (isHorizon(value))
          setSettings({ horizon: Number(value), solverSteps: solverStepsTo(Number(value), endpoint) });
      }}
      onBlur={() => {
        if (typed !== null && isHorizon(typed)) setTyped(null);
      }}
    />
  );
}

function isHorizon(typed: string | number): boolean {
  const value = Number(typed);
  return value > 0 && value <= longestHorizon;
}
