/** Which device the next run gets; what it got is in the status bar. */
import { NativeSelect } from '@mantine/core';
import { showScreen } from '../../../session/actions';
import { useScreen } from '../../../session/stores';
import { deviceChoices, wishText } from '../../../sentences/device';

export function DeviceChoice() {
  const wish = useScreen((screen) => screen.deviceWish);
  return (
    <NativeSelect
      label="Device"
      description={wishText(wish)}
      data={deviceChoices}
      value={wish}
      onChange={({ currentTarget }) => {
        const chosen = deviceChoices.find(({ value }) => value === currentTarget.value);
        if (chosen) showScreen({ deviceWish: chosen.value });
      }}
    />
  );
}
