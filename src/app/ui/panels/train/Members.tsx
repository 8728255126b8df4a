/** Which fits the network averages, once a run has ended; nothing where it is one fit's alone. */
import { useRun } from '../../../session/stores';
import { StatRow } from '../../kit/StatRow';

export function Members() {
  const members = useRun((run) => run.result?.members ?? null);
  if (!members || members.length === 0) return null;
  return (
    <StatRow label="Ranks averaged" hint="errors and sliders are the first fit’s">
      {members.map(({ preset, horizon }) => (
        <div key={`${preset} ${horizon}`}>
          {preset}, T = {horizon}
        </div>
      ))}
    </StatRow>
  );
}
