/** Known gene sets among the genes that a perturbation changes, beside the other tested ones. */
import { useEffect, useState } from 'react';
import type { GeneChanges } from '../../../../effects/changes';
import { effectsRate } from '../../../../present/text/effects';
import { collections, setTitle } from '../../../../present/text/geneSets';
import { setsAmongChanges, type SetsAmongChanges } from '../../../session/methods/enrichment';
import { effectsText, pText } from '../../text/effects';
import classes from './EffectsPage.module.css';

/** Fewer changed genes name no set; sets shown. */
const [FEWEST_CHANGED, MOST_SETS] = [3, 3];

export function SetsAmong({ changes, genes }: { changes: GeneChanges; genes: readonly string[] }) {
  const [told, setTold] = useState<SetsAmongChanges | null>(null);
  useEffect(() => {
    const places = [...genes.keys()];
    const own = places.filter((gene) => changes.own[gene] === 1);
    const changed = places.filter((gene) => (changes.q[gene] ?? NaN) < effectsRate && !own.includes(gene));
    const isUp = (gene: number) => (changes.log2[gene] ?? NaN) > 0;
    const increased = changed.filter(isUp);
    const decreased = changed.filter((gene) => !isUp(gene));
    let isAwaited = changed.length >= FEWEST_CHANGED;
    const ask = async () => {
      const found = await setsAmongChanges({ genes, increased, decreased, own });
      if (isAwaited) setTold(found);
    };
    if (isAwaited) void ask();
    return () => {
      isAwaited = false;
    };
  }, [changes, genes]);
  if (told === null) return null;
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
