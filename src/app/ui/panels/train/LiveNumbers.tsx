/** The numbers that move a few times a second; nothing else renders with them. */
import { hasSignal } from '../../../../inference/diagnosisVerdict';
import { useRun } from '../../../session/stores';
import { count, duration, orDash, percent } from '../../../../present/text/numbers';
import { StatRow } from '../../kit/StatRow';
import { deviceReasonText } from '../../../../present/text/device';
import { presetLabel } from '../../../../present/text/presets';

export function LiveNumbers() {
  const summary = useRun((run) => run.summary);
  const shown = summary.refining ?? summary;
  const trainedWith = useRun((run) => run.trainedWith);
  const device = useRun((run) => run.device);
  const noSignal = useRun(({ result }) => result !== null && hasSignal(result.diagnosis) === false);
  const cells = useRun((run) => run.dataset?.cells ?? 0);
  return (
    <>
      <StatRow
        label="Edges stable"
        hint={`same sign, last 10 looks${noSignal ? ', but nothing measurable is behind them' : ''}`}
      >
        <b style={{ fontSize: 18 }}>{orDash(summary.stableShare, percent)}</b>
      </StatRow>
      {summary.refining ? (
        <StatRow label="Fit">
          {summary.refining.fit} of {summary.refining.fits}
        </StatRow>
      ) : null}
      <StatRow label="Step">
        {count(shown.step)} of {count(shown.steps)}
      </StatRow>
      <StatRow label="Error, left out" hint="share of “no change”: 1 is no better">
        {summary.heldOutError === null ? 'not measured yet' : summary.heldOutError.toFixed(2)}
      </StatRow>
      <StatRow label="Speed">
        {summary.stepsPerSecond === null
          ? '–'
          : `${summary.stepsPerSecond.toFixed(summary.stepsPerSecond < 10 ? 1 : 0)} steps per second`}
      </StatRow>
      <StatRow label="Time">{duration(summary.secondsElapsed)}</StatRow>
      {device ? (
        <StatRow label="Device" hint={deviceReasonText(device)}>
          {device.name}
        </StatRow>
      ) : null}
      <StatRow label="Cells used">{count(cells)}</StatRow>
      {trainedWith ? (
        <StatRow label="Preset and seed">
          {presetLabel(trainedWith.preset)}, {trainedWith.seed}
        </StatRow>
      ) : null}
    </>
  );
}
