/** Selection of genes: all perturbed ones, the most variable, and a pasted list; the text field for such lists. */
import { NumberInput, Textarea } from '@mantine/core';
import { useMemo, useState } from 'react';
import { MIN_GENES } from '../../../../dataset/dataset';
import type { Mapping } from '../../../../dataset/mapping';
import { matrixGenes, type NameList, readNames } from '../../../../dataset/recognise/nameList';
import { genesInModel } from '../../../../present/text/mapping';
import { changeMapping } from '../../../session/page/actions';
import { useImport } from '../../../session/stores';
import { Fold } from '../../kit/Fold';
import classes from './CheckPage.module.css';

export function GeneSet(props: { mapping: Mapping; genes: number }) {
  const { mapping } = props;
  const known = useKnownGenes();
  const { total, pasted } = mapping.genes;
  return (
    <section className={classes.section} aria-labelledby="genes-title">
      <Fold title={<h2 id="genes-title">Genes in the model</h2>} line={genesInModel(total, props.genes)}>
        <div className={classes.fields}>
          <NumberInput
            label="Number of genes"
            description="More genes cover more of the network and take longer."
            min={MIN_GENES}
            max={Math.max(MIN_GENES, Math.min(props.genes, 5000))}
            step={10}
            size="xs"
            value={Math.min(total, props.genes)}
            onChange={(typed) => {
              if (typeof typed === 'number' && typed >= MIN_GENES)
                changeMapping({ genes: { total: typed, pasted } });
            }}
          />
          <NameField
            label="Always include"
            description="Paste symbols or ids; included regardless of variance."
            known={known}
            value={pasted}
            noun="genes"
            onChange={(names) => changeMapping({ genes: { total, pasted: names } })}
          />
        </div>
      </Fold>
    </section>
  );
}

const none: readonly string[] = [];

/** Gene names that can be entered, of the open file or `otherwise`; the same list as long as the file is. */
export function useKnownGenes(otherwise = none): readonly string[] {
  const opened = useImport((state) => state.opened);
  const matrix = useImport((state) => state.mapping?.matrix);
  const geneColumn = useImport((state) => state.mapping?.geneColumn ?? null);
  return useMemo(
    () => (opened && matrix !== undefined ? matrixGenes(opened, { matrix, geneColumn }) : otherwise),
    [opened, matrix, geneColumn, otherwise],
  );
}

const shownNames = 8;

/** A list of names, shown as typed; known names are passed on at once, so that a button pressed next uses them. */
export function NameField(props: {
  label: string;
  description: string;
  placeholder?: string;
  known: readonly string[];
  value: readonly string[];
  /** Noun of the items, for the line below: 'genes', 'perturbations'. */
  noun: string;
  /** Passes unknown names on where none is known, so that a list without matches is rejected rather than ignored. */
  keepsUnknown?: boolean;
  onChange: (names: readonly string[]) => void;
}) {
  const meant = ({ found, missing: unknown }: NameList) =>
    found.length === 0 && props.keepsUnknown ? unknown : found;
  const [text, setText] = useState(() => props.value.join(', '));
  const typed = useMemo(() => readNames(text, props.known), [text, props.known]);
  // A value set elsewhere (by a chip or a new guess) replaces the text.
  const inStep = meant(typed).join('\n') === props.value.join('\n');
  const shown = inStep ? text : props.value.join(', ');
  const { found, missing } = useMemo(() => readNames(shown, props.known), [shown, props.known]);
  const missingList = `${missing.slice(0, shownNames).join(', ')}${missing.length > shownNames ? ' …' : ''}`;
  return (
    <Textarea
      label={props.label}
      description={props.description}
      placeholder={props.placeholder ?? ''}
      rows={2}
      value={shown}
      error={
        missing.length > 0
          ? `${missing.length} of ${missing.length + found.length} ${props.noun} not in this file: ${missingList}`
          : undefined
      }
      onChange={(event) => {
        setText(event.currentTarget.value);
        props.onChange(meant(readNames(event.currentTarget.value, props.known)));
      }}
    />
  );
}
