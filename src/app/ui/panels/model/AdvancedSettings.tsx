/** What hardly anybody changes. */
import { NativeSelect } from '@mantine/core';
import { setSettings } from '../../../session/actions';
import { useRun } from '../../../session/stores';
import { gradientChoices, gradientText } from '../../../../present/text/presets';
import classes from './AdvancedSettings.module.css';

export function AdvancedSettings() {
  const adjoint = useRun((run) => run.settings.adjoint);
  return (
    <details className={classes.details}>
      <summary>Advanced</summary>
      <NativeSelect
        label="Gradient"
        description={gradientText}
        data={gradientChoices}
        value={adjoint}
        onChange={({ currentTarget }) => {
          const chosen = gradientChoices.find(({ value }) => value === currentTarget.value);
          if (chosen) setSettings({ adjoint: chosen.value });
        }}
      />
    </details>
  );
}
