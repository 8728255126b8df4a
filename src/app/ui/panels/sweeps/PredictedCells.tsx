/** The button that downloads predicted cells, and what they carry. */
import { Button } from '@mantine/core';
import { IconGrain } from '@tabler/icons-react';
import { useState } from 'react';
import { predictedCellsText } from '../../../../present/text/predictedCells';
import { downloadCells } from '../../../session/predict/predictedCells';
import { useView } from '../../../session/stores';
import classes from './sweeps.module.css';

export function PredictedCells() {
  const isSet = useView((view) => view.present.sliders.some(({ value }) => value !== 1));
  const [told, setTold] = useState<readonly string[]>([]);
  const [isBusy, setBusy] = useState(false);
  const download = async () => {
    setBusy(true);
    const answer = await downloadCells();
    setBusy(false);
    if (answer === null) setTold([]);
    else if (typeof answer === 'string') {
      const { title, why } = predictedCellsText.refused[answer];
      setTold([`${title}. ${why}`]);
    } else setTold(predictedCellsText.written(answer));
  };
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconGrain size={14} stroke={1.75} aria-hidden />}
        title={isSet ? predictedCellsText.ofSliders : predictedCellsText.ofScreen}
        loading={isBusy}
        onClick={() => void download()}
      >
        {predictedCellsText.button}
      </Button>
      <div role="status" className={classes.cells}>
        {told.map((line) => (
          <p key={line} className="caption">
            {line}
          </p>
        ))}
      </div>
    </>
  );
}
