/** Which device the next run gets; what it got is in the status bar. Times that are kept can be had measured again. */
import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { measureDevicesAgain, showScreen } from '../../../session/actions';
import { useRun, useScreen } from '../../../session/stores';
import { deviceChoices, measureAgainText, wishText } from '../../../../present/text/device';

export function DeviceChoice() {
  const wish = useScreen((screen) => screen.deviceWish);
  return (
    <div>
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
      {wish === 'auto' ? <EarlierTest /> : null}
    </div>
  );
}

/** Where the device of the run on screen was chosen by times of an earlier one. */
function EarlierTest() {
  const run = useRun(({ id }) => id);
  const isEarlier = useRun(
    ({ device }) => device !== null && 'earlier' in device.reason && device.reason.earlier,
  );
  const [askedIn, setAskedIn] = useState<number | null>(null);
  if (!isEarlier) return null;
  if (askedIn === run) return <p className="caption">{measureAgainText.done}</p>;
  return (
    <p className="caption">
      {measureAgainText.kept}{' '}
      <Button
        variant="default"
        size="compact-xs"
        onClick={() => {
          measureDevicesAgain();
          setAskedIn(run);
        }}
      >
        {measureAgainText.action}
      </Button>
    </p>
  );
}
