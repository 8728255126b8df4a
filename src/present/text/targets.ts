/** Screens of one perturbation without a measured target: why no network can be trained, and what helps. */
export const noNetwork =
  'No network can be trained: the only perturbation has no target among the measured genes.';
export const targetsNeeded =
  'A network needs two perturbations, or one of a measured gene. Choose a column of target genes, or open a table of labels and their targets together with the file.';
