/** Two contexts beside each other: what each perturbation does in either, as a picture and a table, and one gene by gene. */
import { NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { selectPerturbation } from '../../../session/page/actions';
import type { ShownEffects } from '../../derived/shownEffects';
import { ScrollRegion } from '../../kit/blocks';
import { effectsText } from '../../text/effects';
import { AllBeside, BesideTable, OneBeside } from './Beside';
import classes from './EffectsPage.module.css';

/** A link carries the sentences and the table, and no pictures. */
export function ContextsView({ found, selected }: { found: ShownEffects; selected: number | null }) {
  const [chosen, setChosen] = useState(0);
  const { contexts, source } = found;
  const pair = contexts?.pairs[chosen] ?? contexts?.pairs[0];
  if (!contexts) return null;
  const measured = source.kind === 'measured' ? source.found.contexts : null;
  const drawn = measured?.pairs[chosen] ?? measured?.pairs[0];
  const shown =
    measured && drawn
      ? { contexts: measured, pair: drawn, labels: found.labels, selected, canAdd: true }
      : null;
  return (
    <>
      <p className="quiet">
        {contexts.headline} {pair?.text ?? ''}
      </p>
      {contexts.pairs.length > 1 ? (
        <NativeSelect
          size="xs"
          label={effectsText.beside}
          value={String(chosen)}
          data={contexts.pairs.map(({ first, second }, at) => ({
            value: String(at),
            label: `${first} – ${second}`,
          }))}
          onChange={(event) => setChosen(Number(event.currentTarget.value))}
        />
      ) : null}
      {pair ? (
        <ScrollRegion label={effectsText.contexts} className={classes.contexts}>
          {shown ? (
            <>
              <AllBeside {...shown} onPick={selectPerturbation} />
              <OneBeside {...shown} />
            </>
          ) : null}
          <BesideTable
            names={[pair.first, pair.second]}
            lines={pair.lines}
            labels={found.labels}
            selected={selected}
            onSelect={selectPerturbation}
          />
        </ScrollRegion>
      ) : null}
    </>
  );
}
