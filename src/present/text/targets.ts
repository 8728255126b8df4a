/** Screens none of whose perturbations has a measured target: why no network can be trained, and what helps. */
export const noNetwork = 'No network can be trained: no perturbation has a target among the measured genes.';
export const targetsNeeded =
  'A network needs measured targets: choose a column of target genes, or open a table with the targets of each cell together with the file (EGFR; JAK1,JAK2; control for untreated cells).';
