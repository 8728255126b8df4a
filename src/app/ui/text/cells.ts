/** The Cells view in sentences. */
import type { RowNoun } from '../../../dataset/rows';
import { count, percent, plural } from '../../../present/text/format';

/** As the field calls them; other names as the file has them. */
const knownPlaces: readonly (readonly [RegExp, string])[] = [
  [/^x?_?umap$/i, 'UMAP of the file'],
  [/^x?_?t-?sne$/i, 't-SNE of the file'],
  [/^x?_?pcs?a?$/i, 'PCA of the file'],
];

export const cellsText = {
  heading: 'Cells',
  noCells: 'This run has no cells: links contain none. Open its run file or its data to see them.',
  noDataset: 'The cells appear here when a data set is open.',
  loading: 'Computing the principal components.',
  failed: 'The cells could not be arranged. Show another view and return to try again.',
  places: 'Embedding',
  components: 'Principal components',
  placesName: (name: string) =>
    knownPlaces.find(([pattern]) => pattern.test(name))?.[1] ?? `${name} of the file`,
  colour: 'Colour by',
  perturbation: 'Perturbation',
  condition: 'Perturbation and time',
  predicted: 'Along the predicted change',
  groups: { cells: 'Columns', model: 'Model', genes: 'Genes' },
  noMatch: 'No match',
  arrows: 'Arrows',
  arrowChoices: { none: 'None', learned: 'Learned field', perturbed: 'With the perturbation set' },
  arrowNotes: {
    exact:
      'Arrows: learned rate of change of the mean cell of each square, on these axes. The model is fitted to means; single cells also vary by noise, and the field pulls them towards the mean.',
    neighbours:
      'Arrows: average step towards those neighbours that lie in the direction of the learned rate of change. They show directions only: a UMAP or t-SNE distorts distances, and its gaps and turns have no meaning.',
    perturbed: 'With the perturbation of the Perturb page: genes that are set stay at their levels.',
    noModel: 'Arrows appear when training has ended.',
    computing: 'Computing the arrows.',
  },
  longest: (speed: string) => `Longest arrows: ${speed} or more, in log expression per mRNA lifetime.`,
  predictedNote:
    '0: mean of the controls; 1: predicted mean of the perturbation that is set. Genes that were set are left out.',
  moduleNote: 'Mean of the genes of the module, each in standard deviations from its own mean.',
  geneNote: (ratio: boolean) => (ratio ? 'log2 ratio to control' : 'log1p of normalised expression'),
  drawn: (drawn: number, placed: number, cells: number, row: RowNoun) =>
    [
      drawn < placed
        ? `${count(drawn)} of ${plural(placed, row)} drawn, evenly chosen.`
        : plural(drawn, row) + '.',
      placed < cells ? `${plural(cells - placed, row)} without coordinates.` : '',
    ]
      .filter(Boolean)
      .join(' '),
  description: (places: string, colour: string, drawn: string) =>
    `Cells on ${places}, coloured by ${colour}. ${drawn} Groups can be picked in the legend; the table describes the pick.`,
  lassoHint: 'Draw around cells to pick them, or choose a group in the legend.',
  other: (categories: number) => `other (${plural(categories, 'group')})`,
  missing: 'no value',
  pickGroup: 'Pick a group…',
  pick: (name: string, cells: number) => `${name}, ${plural(cells, 'cell')}`,
  lasso: 'lasso',
  picked: (cells: number, of: number) => `${plural(cells, 'cell')} picked (${percent(cells / of)})`,
  clear: 'Clear',
  genesTitle: 'Genes that differ most from the other cells',
  genesNote: (what: string) =>
    `Means (${what}); difference in standard deviations over all cells. A description, not a test.`,
  perturbationsTitle: 'Perturbations',
  ofGroup: 'of its cells',
  more: (groups: number) => `${plural(groups, 'more group')} with picked cells`,
  caption: (places: string, colour: string, drawn: string) =>
    `Cells on ${places}, coloured by ${colour}. ${drawn}`,
} as const;
