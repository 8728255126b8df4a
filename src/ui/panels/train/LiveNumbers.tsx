/** The numbers that move a few times a second; nothing else renders with them. */
import { useRun } from '../../../session/stores';
import { count, duration, percent } from '../../kit/numbers';
import { StatRow } from '../../kit/StatRow';

export function LiveNumbers() {
  const summary = useRun((run) => run.summary);
  const trainedWith = useRun((run) => run.trainedWith);
  const cells = useRun((run) => run.dataset?.cells ?? 0);
  return (
    <>
      <StatRow label="Edges stable" hint="same sign, last 10 looks">
        <b style={{ fontSize: 18 }}>{summary.stableShare === null ? '–' : percent(summary.stableShare)}</b>
      </StatRow>
      <StatRow label="Step">
        {count(summary.step)} of {count(summary.steps)}
      </StatRow>
      <StatRow label="Error, left out" hint="share of “no change”: 1 is no better">
        {summary.heldOutError === null ? 'not measured yet' : summary.heldOutError.toFixed(2)}
      </StatRow>
      <StatRow label="Speed">
        {summary.stepsPerSecond === null ? '–' : `${summary.stepsPerSecond.toFixed(0)} steps per second`}
      </StatRow>
      <StatRow label="Time">{duration(summary.secondsElapsed)}</StatRow>
      <StatRow label="Cells used">{count(cells)}</StatRow>
      {trainedWith ? (
        <StatRow label="Preset and seed">
          {trainedWith.preset}, {trainedWith.seed}
        </StatRow>
      ) : null}
    </>
  );
}
