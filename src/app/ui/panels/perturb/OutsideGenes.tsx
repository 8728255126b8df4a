/** Measured genes outside the network under the perturbation on the sliders: the largest responses, and any gene by its name. */
import { TextInput } from '@mantine/core';
import { useEffect, useRef } from 'react';
import type { Dataset } from '../../../../dataset/dataset';
import { isPredicted, type Loadings } from '../../../../dynamics/loadings';
import type { PredictedChange } from '../../../../dynamics/predict';
import { outsideText } from '../../../../present/text/outsideGenes';
import { decimal, foldOrRatio } from '../../../../present/text/format';
import { showScreen } from '../../../session/page/actions';
import { useScreen } from '../../../session/stores';
import { EffectBar } from '../../kit/marks';
import { outsideWords } from '../../text/scenarios';
import { outsideRows } from '../../derived/effects';
import classes from './PerturbTab.module.css';

export function OutsideGenes(props: {
  loadings: Loadings;
  predicted: NonNullable<PredictedChange['outside']>;
  /** Names of the genes of the network. */
  modelled: readonly string[];
  scale: Dataset['scale'];
}) {
  const { loadings, predicted, modelled, scale } = props;
  const search = useScreen((screen) => screen.outsideSearch);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    if (search !== '') section.current?.scrollIntoView({ block: 'nearest' });
  }, [search]);
  const rows = outsideRows(loadings, predicted.log2FoldChange, search);
  const typed = search.trim().toLowerCase();
  const inNetwork = modelled.find((name) => name.toLowerCase() === typed);
  return (
    <section ref={section} className={classes.outside} aria-labelledby="outside-title">
      <h2 id="outside-title">{outsideWords.title}</h2>
      <p className="caption">{outsideText(loadings)}</p>
      <TextInput
        size="xs"
        aria-label={outsideWords.search}
        placeholder={outsideWords.placeholder}
        value={search}
        onChange={(event) => showScreen({ outsideSearch: event.currentTarget.value })}
      />
      {rows.length > 0 ? (
        <table className={classes.table}>
          <caption>{typed === '' ? outsideWords.largest : outsideWords.found}</caption>
          <tbody>
            {rows.map((gene) => (
              <tr key={gene}>
                <th scope="row" title={loadings.genes[gene]}>
                  {loadings.genes[gene]}
                </th>
                {isPredicted(loadings, gene) ? (
                  <>
                    <td>
                      <EffectBar
                        log2={predicted.log2FoldChange[gene] ?? 0}
                        interval={[predicted.low[gene] ?? 0, predicted.high[gene] ?? 0]}
                      />
                    </td>
                    <td className="number">{foldOrRatio(predicted.log2FoldChange[gene] ?? 0, scale)}</td>
                  </>
                ) : (
                  <td colSpan={2} className="quiet">
                    {outsideWords.unpredicted}
                  </td>
                )}
                <td className="number" title={outsideWords.error}>
                  {decimal(loadings.error[gene] ?? 1)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      ) : null}
      {rows.length === 0 && typed !== '' ? (
        <p className="quiet">{inNetwork ? outsideWords.inNetwork(inNetwork) : outsideWords.none}</p>
      ) : null}
    </section>
  );
}
