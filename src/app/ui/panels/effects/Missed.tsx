/** What could have been missed: the smallest change of a typical gene, and what a smaller one would take. */
import { useMemo, useState } from 'react';
import type { TypicalTests } from '../../../../effects/power';
import { fold } from '../../../../present/text/format';
import { missedSentence, neededSentence } from '../../../../present/text/effects';
import { RangeInput } from '../../kit/RangeInput';
import { effectsText } from '../../text/effects';

/** log2 of the wanted change, as hundredths. */
const [LEAST, LARGEST, FIRST] = [10, 200, 58];

export function Missed({ missed }: { missed: TypicalTests }) {
  const [wanted, setWanted] = useState(FIRST);
  const found = useMemo(() => missedSentence(missed), [missed]);
  const needed = useMemo(() => neededSentence(missed, wanted / 100), [missed, wanted]);
  return (
    <div>
      <h2>{effectsText.missed}</h2>
      <p>{found}</p>
      <RangeInput
        label={effectsText.wanted}
        min={LEAST}
        max={LARGEST}
        step={2}
        value={wanted}
        valueText={fold(wanted / 100)}
        onSettle={() => undefined}
        onChange={setWanted}
      />
      <p>
        <output>{needed}</output>
      </p>
    </div>
  );
}
