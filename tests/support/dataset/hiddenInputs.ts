/** A captured screen as a file in which some genes were not measured. */
import type { PerturbationKind } from '../../../src/dataset/mapping';
import { writeH5ad } from '../../../src/dataset/writers/h5ad';
import type { CapturedScreen } from '../../../src/simulation/capture';

/** @param hidden genes whose columns are left out */
export async function fileWithout(
  { genes, labels, values }: CapturedScreen,
  hidden: ReadonlySet<string>,
  kindOf: (label: string) => PerturbationKind,
): Promise<File> {
  const columns = [...genes.keys()].filter((gene) => !hidden.has(genes[gene] ?? ''));
  const bytes = await writeH5ad({
    values: Float32Array.from(
      labels.flatMap((_, cell) => columns.map((gene) => values[cell * genes.length + gene] ?? 0)),
    ),
    encoding: 'dense',
    cellNames: labels.map((_, cell) => `cell${cell}`),
    geneNames: columns.map((gene) => genes[gene] ?? ''),
    obs: { perturbation: [...labels], perturbation_type: labels.map(kindOf) },
    uns: {},
  });
  return new File([bytes], 'screen.h5ad');
}
