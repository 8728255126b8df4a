/**
 * Predictions and measurements of a run as an AnnData file, for scanpy: rows are perturbations, columns genes, X and layer `measured`
 * the measured change, layer `predicted` the prediction of the fit with the least information about it; with network and modules.
 */
import { programOf } from '../../inference/run/program';
import { type AnnDataContents, type Unstructured, writeH5ad } from '../../dataset/writers/h5ad';
import { perturbedGenes, shownChange, shownLevel } from '../../dataset/dataset';
import { errorOverNoChange, pearsonOfChange } from '../../evaluation/predictions/predictionError';
import { leastBiasedComparisons } from '../../inference/run/comparisons';
import type { Comparison } from '../../inference/run/result';
import { moduleLoadings } from '../../network/modules';
import type { FinishedRun } from '../finishedRun';
import { edgesOfChoice, type EdgeChoice } from './networkExport';

/** A run without its cells. */
export type RunToExport = Pick<FinishedRun, 'settings' | 'result' | 'view'> & {
  readonly dataset: Pick<
    FinishedRun['dataset'],
    'name' | 'fingerprint' | 'genes' | 'scale' | 'conditions' | 'heldOut' | 'timeUnit'
  >;
};

/** Deterministic: the same run and choice give the same bytes. */
export function exportAnnData(run: RunToExport, choice: EdgeChoice): Promise<Uint8Array<ArrayBuffer>> {
  const { dataset, result } = run;
  const shown = leastBiasedComparisons(result.comparisons);
  const stacked = (part: 'measured' | 'predicted' | 'standardError') =>
    Float32Array.from({ length: shown.length * dataset.genes.length }, (_, at) => {
      const gene = at % dataset.genes.length;
      const value = shown[Math.floor(at / dataset.genes.length)]?.[part][gene] ?? Number.NaN;
      return shownChange(value, dataset.scale);
    });
  const measured = stacked('measured');
  return writeH5ad({
    values: measured,
    encoding: 'dense',
    cellNames: rowNames(shown),
    geneNames: dataset.genes,
    obs: rowsOf(run, shown),
    var: genesOf(run),
    layers: { measured, predicted: stacked('predicted'), standard_error: stacked('standardError') },
    ...(result.modules.length > 0 && {
      varm: { modules: moduleLoadings(result.network, result.modules) },
    }),
    uns: {
      network: networkOf(run, choice),
      modules: modulesOf(run),
      settings: settingsOf(run),
      modulode: {
        version: programOf(result),
        data: dataset.name,
        fingerprint: dataset.fingerprint,
        held_out: dataset.heldOut,
        time_unit: dataset.timeUnit,
        kappa: result.model.kappa,
        steps_kept: result.model.stepsKept,
        units:
          dataset.scale === 'log-ratio'
            ? 'log2 ratio to control'
            : 'change of mean log1p expression against control',
      },
    },
  });
}

/** Perturbation label, with the time if it was measured at several. */
function rowNames(shown: readonly Comparison[]): string[] {
  const labels = shown.map(({ label }) => label);
  return shown.map(({ label, time }) =>
    labels.indexOf(label) === labels.lastIndexOf(label) ? label : `${label} @ ${time ?? 'no time'}`,
  );
}

function rowsOf({ dataset }: RunToExport, shown: readonly Comparison[]): AnnDataContents['obs'] {
  const kindOf = (label: string) => {
    const { interventions = [] } = dataset.conditions.find((condition) => condition.label === label) ?? {};
    return [...new Set(interventions.map(({ kind }) => kind))].join(',');
  };
  return {
    perturbation: shown.map(({ label }) => label),
    role: shown.map(({ role }) => role),
    targets: shown.map(({ targets }) => targets.map((gene) => dataset.genes[gene] ?? '').join(',')),
    kind: shown.map(({ label }) => kindOf(label)),
    time: Float64Array.from(shown, ({ time }) => time ?? Number.NaN),
    cells: Int32Array.from(shown, ({ cells }) => cells),
    error_over_no_change: Float64Array.from(shown, (one) => errorOverNoChange([one]) ?? Number.NaN),
    pearson: Float64Array.from(shown, (one) => pearsonOfChange(one) ?? Number.NaN),
  };
}

/** Booleans are written as 1 and 0, because the HDF5 library in use cannot write them. */
export function genesOf({ dataset, result }: RunToExport): NonNullable<AnnDataContents['var']> {
  const regulators = new Set(result.network.regulators);
  const perturbed = new Set(perturbedGenes(dataset));
  const modules = dataset.genes.map(
    (_, gene) => result.modules.find(({ genes }) => genes.includes(gene))?.name ?? '',
  );
  return {
    module: modules,
    is_regulator: Int32Array.from(dataset.genes, (_, gene) => Number(regulators.has(gene))),
    is_perturbed: Int32Array.from(dataset.genes, (_, gene) => Number(perturbed.has(gene))),
    control_mean: Float64Array.from(result.model.mean, (level) => shownLevel(level, dataset.scale)),
  };
}

/** Genes by name, so edges survive reordering. Unknown stability is NaN. */
function networkOf({ dataset, result }: RunToExport, choice: EdgeChoice): Unstructured {
  const edges = edgesOfChoice(result.network, choice);
  return {
    source: edges.map(({ source }) => dataset.genes[source] ?? ''),
    target: edges.map(({ target }) => dataset.genes[target] ?? ''),
    weight: Float32Array.from(edges, ({ weight }) => weight),
    sign: Int32Array.from(edges, ({ weight }) => Math.sign(weight)),
    stability: Float32Array.from(edges, ({ stability }) => stability ?? Number.NaN),
  };
}

/** In the order of the columns of varm `modules`. */
function modulesOf({ dataset, result, view }: RunToExport): Unstructured {
  const { modules } = result;
  return {
    name: modules.map(({ name }) => name),
    given_name: modules.map((_, index) => view.moduleNames[index] ?? ''),
    regulators: modules.map(({ regulators }) =>
      regulators.map((gene) => dataset.genes[gene] ?? '').join(','),
    ),
    stability: Float64Array.from(modules, ({ stability }) => stability ?? Number.NaN),
  };
}

/** Named as in config.json; derived settings (null) are omitted. */
export function settingsOf({ settings }: Pick<RunToExport, 'settings'>): Unstructured {
  return Object.fromEntries(
    Object.entries(settings)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, typeof value === 'object' ? Float64Array.from(value) : value]),
  );
}
