/** Known gene sets among the genes that a perturbation changes, beside the other tested ones. */
import { useMemo } from 'react';
import type { ChangedGenes } from '../../../../../workers/protocol';
import type { GeneChanges } from '../../../../effects/changes';
import { effectsRate, pText } from '../../../../present/text/effects';
import { collections, setTitle } from '../../../../present/text/geneSets';
import { setsAmongChanges } from '../../../session/methods/enrichment';
import { useLatest } from '../../kit/useLatest';
import { effectsText } from '../../text/effects';
import classes from './EffectsPage.module.css';

/** Fewer changed genes name no set; sets shown. */
const [FEWEST_CHANGED, MOST_SETS] = [3, 3];

export function SetsAmong({ changes, genes }: { changes: GeneChanges; genes: readonly string[] }) {
  const question = useMemo((): ChangedGenes | null => {
    const places = [...genes.keys()];
    const own = places.filter((gene) => changes.own[gene] === 1);
    const changed = places.filter((gene) => (changes.q[gene] ?? NaN) < effectsRate && !own.includes(gene));
    if (changed.length < FEWEST_CHANGED) return null;
    const isUp = (gene: number) => (changes.log2[gene] ?? NaN) > 0;
    return {
      genes,
      increased: changed.filter(isUp),
      decreased: changed.filter((gene) => !isUp(gene)),
      own,
    };
  }, [changes, genes]);
  const latest = useLatest(question, setsAmongChanges);
  if (latest?.question !== question || latest === null) return null;
  const told = latest.answer;
  const shown = told.sets.filter(({ q }) => q < effectsRate).slice(0, MOST_SETS);
  const { name } = collections[told.collection];
  return (
    <>
      <h3>{effectsText.sets(name)}</h3>
      {shown.length === 0 ? <p className="quiet">{effectsText.noSets}</p> : null}
      <ul className={classes.sets}>
        {shown.map(({ set, isUp, overlap, size, q }) => (
          <li key={`${set} ${isUp}`}>
            {effectsText.setAmong(setTitle(set), isUp, overlap, size)}, <i>q</i> {pText(q)}
          </li>
        ))}
      </ul>
    </>
  );
}
