/** What Data offers to open: the purpose of each demo, and published screens. */
import type { DemoName } from '../../../dataset/dataset';

export const demoLines: Readonly<Record<DemoName, string>> = {
  myeloid:
    'A simulated screen of the myeloid differentiation network (Krumsiek et al. 2011): 11 genes, true edges known.',
  sachs:
    'Measured cells: 11 signalling proteins of human T cells under inhibitors and activators (Sachs et al. 2005). Real data are harder: read the verdict.',
  hundred:
    'Synthetic genes in an acyclic network, 40 of them regulators, each knocked out. Simulated here in seconds.',
  loops: '24 synthetic genes with feedback loops, 16 knocked out. Simulated here in seconds.',
};

/** Published screens, downloaded on request, as harmonised by scPerturb (Peidli et al. 2024, doi 10.1038/s41592-023-02144-y). */
export const publicScreens = [
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
    line: 'About 2,000 essential genes knocked down in K562 cells: about 310,000 cells, more than 1 GB.',
    doi: '10.1016/j.cell.2022.05.013',
    file: 'ReplogleWeissman2022_K562_essential.h5ad',
  },
] as const;

export const collection = { name: 'scPerturb', address: 'https://zenodo.org/records/13350497' };

export function addressOfScreen({ file }: { readonly file: string }): string {
  return `${collection.address}/files/${file}`;
}
