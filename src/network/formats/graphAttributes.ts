/** Names of the attributes of nodes and edges that tell a gene and a sign, in graph files of the field; the first that is there counts. */
export const nameAttributes = ['name', 'shared name', 'symbol', 'gene', 'gene_symbol', 'label', 'n'];
export const signAttributes = [
  'sign',
  'interaction',
  'shared interaction',
  'mor',
  'effect',
  'regulation',
  'type',
  'i',
  'weight',
];
