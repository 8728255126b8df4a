/** The buttons on Perturb that open a screen, a sweep, or a combination beside its parts below the network. */
import { Button } from '@mantine/core';
import { IconChartLine, IconListNumbers, IconPlusMinus, IconTags } from '@tabler/icons-react';
import { hasModel, showScreen } from '../../../session/page/actions';
import type { ScreenState } from '../../../session/state';
import { openEnrichment } from '../../../session/methods/enrichment';
import { predictorQuestion, predictorText } from '../../../../present/text/predictor';
import { useVerdict } from '../../../session/run/doubt';
import { useRun, useScreen, useView } from '../../../session/stores';
import { useStores } from '../../kit/useStores';
import { enrichmentText } from '../../text/enrichment';
import { screenPanelText } from '../../text/screens';
import { additivityText, sweepText } from '../../text/sweeps';
import { OtherCells } from './OtherCells';
import { PredictedCells } from './PredictedCells';
import classes from './sweeps.module.css';

const icon = { size: 14, stroke: 1.75, 'aria-hidden': true } as const;

export function PerturbTools() {
  const shown = useScreen((screen) => screen.perturbPanel);
  const canPredict = useStores(hasModel);
  const isCombination = useView((view) => view.present.sliders.filter(({ value }) => value !== 1).length > 1);
  const isShared = useRun((run) => run.shared !== null || run.result === null);
  const answering = useVerdict()?.answering ?? null;
  if (!canPredict) return null;
  const tool = (panel: ScreenState['perturbPanel'], name: string, symbol: React.ReactNode) => (
    <Button
      size="compact-sm"
      variant={shown === panel ? 'light' : 'default'}
      aria-pressed={shown === panel}
      leftSection={symbol}
      onClick={() => showScreen({ perturbPanel: shown === panel ? 'measured' : panel })}
    >
      {name}
    </Button>
  );
  return (
    <div className={classes.tools}>
      {tool('screen', screenPanelText.button, <IconListNumbers {...icon} />)}
      {tool('sweep', sweepText.button, <IconChartLine {...icon} />)}
      {isCombination || shown === 'additivity'
        ? tool('additivity', additivityText.button, <IconPlusMinus {...icon} />)
        : null}
      <Button
        size="compact-sm"
        variant={shown === 'enrichment' ? 'light' : 'default'}
        aria-label={enrichmentText.respondersOf}
        aria-pressed={shown === 'enrichment'}
        leftSection={<IconTags {...icon} />}
        onClick={() => {
          if (shown === 'enrichment') showScreen({ perturbPanel: 'measured' });
          else openEnrichment('responders');
        }}
      >
        {enrichmentText.button}
      </Button>
      {isShared ? null : (
        <>
          <PredictedCells />
          <OtherCells />
          {answering ? (
            <details className="quiet">
              <summary>{predictorQuestion}</summary>
              {predictorText(answering)}
            </details>
          ) : null}
        </>
      )}
    </div>
  );
}
