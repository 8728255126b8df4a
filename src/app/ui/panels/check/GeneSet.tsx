/** Which genes enter the model: all perturbed ones always, the most variable up to a number, and a pasted list. */
import { NumberInput } from '@mantine/core';
import { useMemo } from 'react';
import { changeMapping } from '../../../session/actions';
import type { Mapping } from '../../../../dataset/mapping';
import { useImport } from '../../../session/stores';
import { genesInModel } from '../../../../present/text/genesInModel';
import classes from './CheckPage.module.css';
import { matrixGenes } from '../../../../dataset/recognise/matrixGenes';
import { NameField } from './NameField';

export function GeneSet(props: { mapping: Mapping; genes: number }) {
  const { mapping } = props;
  const opened = useImport((state) => state.opened);
  const { matrix, geneColumn } = mapping;
  const known = useMemo(
    () => (opened ? matrixGenes(opened, { matrix, geneColumn }) : []),
    [opened, matrix, geneColumn],
  );
  const { total, pasted } = mapping.genes;
  return (
    <section className={classes.section} aria-labelledby="genes-title">
      <h2 id="genes-title">Genes in the model</h2>
      <p className="quiet">{genesInModel(total, props.genes)}</p>
      <div className={classes.fields}>
        <NumberInput
          label="Genes in all"
          description="More genes see more of the network and take longer."
          min={2}
          max={Math.max(2, Math.min(props.genes, 5000))}
          step={10}
          size="xs"
          value={Math.min(total, props.genes)}
          onChange={(typed) => {
            if (typeof typed === 'number' && typed >= 2) changeMapping({ genes: { total: typed, pasted } });
          }}
        />
        <NameField
          label="Genes you want in"
          description="Paste symbols or ids; they are kept whatever their variance."
          known={known}
          value={pasted}
          noun="genes"
          onChange={(names) => {
            changeMapping({ genes: { total, pasted: names } });
          }}
        />
      </div>
    </section>
  );
}
