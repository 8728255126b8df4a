/** Which objective is trained, each with what it does and costs; choosing one sets all its settings but the seed. */
import { NativeSelect } from '@mantine/core';
import { companionsOf, presets } from '../../../../dynamics/settings';
import { setSettings } from '../../../session/actions';
import { useRun } from '../../../session/stores';
import { presetChoices, presetText } from '../../../../present/text/presets';

export function PresetChoice({ genes }: { genes: number }) {
  const settings = useRun((run) => run.settings);
  return (
    <NativeSelect
      label="Preset"
      description={presetText(settings.preset, companionsOf(settings, genes).length > 0)}
      data={presetChoices}
      value={settings.preset}
      onChange={({ currentTarget }) => {
        const chosen = presetChoices.find(({ value }) => value === currentTarget.value);
        if (chosen) setSettings({ ...presets[chosen.value], seed: settings.seed });
      }}
    />
  );
}
