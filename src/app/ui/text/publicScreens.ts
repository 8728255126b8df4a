/**
 * Published screens that lie elsewhere, as harmonised by scPerturb (Peidli et al. 2024, doi 10.1038/s41592-023-02144-y; Zenodo
 * record 13350497). Nothing of them comes with the app.
 */
interface PublicScreen {
  readonly name: string;
  readonly line: string;
  readonly doi: string;
  readonly file: string;
}

const record = '13350497';

export const publicScreens: readonly PublicScreen[] = [
  {
    name: 'Datlinger et al. 2017, Nature Methods',
    line: 'Knockouts in T-cell receptor signalling, Jurkat cells: about 5,900 cells.',
    doi: '10.1038/nmeth.4177',
    file: 'DatlingerBock2017.h5ad',
  },
  {
    name: 'Dixit et al. 2016, Cell',
    line: 'Transcription factors knocked out in K562 cells, after 13 days.',
    doi: '10.1016/j.cell.2016.11.038',
    file: 'DixitRegev2016_K562_TFs_13_days.h5ad',
  },
  {
    name: 'Adamson et al. 2016, Cell',
    line: 'Genes of the unfolded protein response knocked down in K562 cells.',
    doi: '10.1016/j.cell.2016.11.048',
    file: 'AdamsonWeissman2016_GSM2406681_10X010.h5ad',
  },
  {
    name: 'Norman et al. 2019, Science',
    line: 'Genes activated alone and in pairs in K562 cells: about 111,000 cells.',
    doi: '10.1126/science.aax4438',
    file: 'NormanWeissman2019_filtered.h5ad',
  },
  {
    name: 'Replogle et al. 2022, Cell',
    line: 'Some 2,000 essential genes knocked down in K562 cells: about 310,000 cells, over a gigabyte.',
    doi: '10.1016/j.cell.2022.05.013',
    file: 'ReplogleWeissman2022_K562_essential.h5ad',
  },
];

export const collection = { name: 'scPerturb', address: `https://zenodo.org/records/${record}` };

export function addressOfScreen({ file }: PublicScreen): string {
  return `${collection.address}/files/${file}`;
}
