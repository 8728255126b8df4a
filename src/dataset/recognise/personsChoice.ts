/** A field that the person set otherwise than guessed, with samples of what they chose instead of ours. */
import type { AnnotationColumn, OpenedFile } from '../annotation';
import type { Mapping } from '../mapping';
import type { Guess } from '../recognition';
import { distinctValues, sampleLabels } from './distinct';
import { sampleValues } from './valueScale';

export type ChosenField = Exclude<Guess['field'], 'perturbationColumn'>;

export function personsChoice(opened: OpenedFile, mapping: Mapping, field: ChosenField): Guess {
  return { field, samples: samplesOf(opened, mapping, field), reason: 'Chosen by you', certainty: 'sure' };
}

function samplesOf(opened: OpenedFile, mapping: Mapping, field: ChosenField): readonly string[] {
  const axis = opened.genes[mapping.matrix];
  switch (field) {
    case 'timeColumn':
      return columnSamples(opened.obs, mapping.timeColumn);
    case 'batchColumn':
      return columnSamples(opened.obs, mapping.batchColumn);
    case 'geneColumn':
      if (mapping.geneColumn === null) return axis?.index.slice(0, 3) ?? [];
      return columnSamples(axis?.columns ?? [], mapping.geneColumn);
    case 'values': {
      const matrix = opened.matrices.find(({ path }) => path === mapping.matrix);
      return matrix === undefined ? [] : sampleValues(matrix);
    }
    case 'control':
      if (mapping.control.mode === 'reference') return [mapping.control.label];
      return mapping.control.mode === 'cells' ? mapping.control.labels.slice(0, 3) : [];
    case 'matrix':
      return [mapping.matrix];
    case 'kind':
      return [];
    default:
      return field satisfies never;
  }
}

function columnSamples(columns: readonly AnnotationColumn[], name: string | null): string[] {
  const column = columns.find((candidate) => candidate.name === name);
  return column === undefined ? [] : sampleLabels(distinctValues(column));
}
