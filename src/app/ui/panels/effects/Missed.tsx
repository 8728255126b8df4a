/** What could have been missed: the smallest change of a typical gene, and what a smaller one would take. */
import { useMemo, useState } from 'react';
import type { TypicalTests } from '../../../../effects/power';
import { fold } from '../../../../present/text/format';
import { neededSentence } from '../../../../present/text/effects';
import { RangeInput } from '../../kit/RangeInput';
import { effectsText } from '../../text/effects';

/** log2 of the wanted change, as hundredths. */
const [LEAST, LARGEST, FIRST] = [10, 200, 58];

/** @param props.found from which change on half of the genes would have been found */
export function Missed({ missed, found }: { missed: TypicalTests; found: string }) {
  const [wanted, setWanted] = useState(FIRST);
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
