/** Commands of the run. */
import { fitsByDefault } from '../../../inference/confidence/howMany';
import * as act from '../actions';
import { useEvaluation, useRun } from '../stores';
import type { Command } from './command';

const isRunning = () => ['running', 'preparing'].includes(useRun.getState().phase);
const isPaused = () => useRun.getState().phase === 'paused';
const isActive = () => (isRunning() || isPaused()) && !useRun.getState().stopping;

export const trainingCommands: readonly Command[] = [
  {
    id: 'train',
    label: 'Train',
    icon: 'PlayerPlay',
    shortcuts: [],
    group: 'Training',
    enabled: act.canTrain,
    run: () => void act.train(),
  },
  {
    id: 'pause',
    label: 'Pause',
    icon: 'PlayerPause',
    shortcuts: [],
    group: 'Training',
    enabled: () => isRunning() && isActive(),
    run: () => void act.pause(),
  },
  {
    id: 'resume',
    label: 'Resume',
    icon: 'PlayerPlay',
    shortcuts: [],
    group: 'Training',
    enabled: () => isPaused() && isActive(),
    run: () => void act.resume(),
  },
  {
    id: 'play-pause',
    label: 'Train, pause or resume',
    icon: 'PlayerPlay',
    shortcuts: [' '],
    group: 'Training',
    enabled: () => isActive() || act.canTrain(),
    run: () => {
      if (isPaused()) void act.resume();
      else if (isRunning()) void act.pause();
      else void act.train();
    },
  },
  {
    id: 'step',
    label: 'One step',
    icon: 'PlayerTrackNext',
    shortcuts: ['.'],
    group: 'Training',
    enabled: isActive,
    run: () => void act.stepOnce(),
  },
  {
    id: 'stop',
    label: 'Stop',
    icon: 'PlayerStop',
    shortcuts: [],
    group: 'Training',
    enabled: isActive,
    run: () => void act.stop(),
  },
  {
    id: 'measure-confidence',
    label: 'Measure confidence',
    icon: 'Repeat',
    shortcuts: [],
    group: 'Training',
    enabled: () => act.confidenceHindrance(useRun.getState(), useEvaluation.getState()) === null,
    run: () => {
      act.showScreen({ step: 'evaluate' });
      void act.measureConfidence(fitsByDefault);
    },
  },
  {
    id: 'discard',
    label: 'Discard this run',
    icon: 'Trash',
    shortcuts: [],
    group: 'Training',
    enabled: () => useRun.getState().phase !== 'idle',
    run: () => void act.discard(),
  },
];
