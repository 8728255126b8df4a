/** The parameters of a fitted model as a NumPy archive, for whoever computes with the equation: names are those of the SBML file (sbml.ts). */
import type { Dataset } from '../../dataset/dataset';
import { type NpzArray, writeNpz } from '../../dataset/writers/npz';
import { parameterLayout } from '../../dynamics/problem';
import { softplus } from '../../dynamics/softplus';
import { programOf } from '../../inference/run/program';
import type { FitResult } from '../../inference/run/result';

interface RunWithParameters {
  readonly dataset: Pick<Dataset, 'name' | 'fingerprint'>;
  readonly result: Pick<FitResult, 'model' | 'modules' | 'network' | 'program'>;
}

/** Deterministic: the same run gives the same bytes. Scalars are arrays without dimensions. */
export function parametersNpz({ dataset, result }: RunWithParameters): Uint8Array<ArrayBuffer> {
  const { model, modules, network } = result;
  const { genes, shape, parameters } = model;
  const layout = parameterLayout(shape);
  const block = (from: number, rows: number, columns: number) =>
    transposed(parameters.subarray(from, from + rows * columns), rows, columns);
  const named = (of: ArrayLike<number>) => ({ values: Array.from(of, (gene) => genes[gene] ?? '') });
  const member = new Set(
    modules.flatMap((module, at) => module.genes.map((gene) => at * genes.length + gene)),
  );
  return writeNpz({
    A: block(layout.at, shape.modules, shape.genes),
    B: block(layout.bt, shape.regulators, shape.modules),
    beta: { values: parameters.slice(layout.beta, layout.delta) },
    genes: { values: genes },
    regulators: named(model.regulators),
    mean: { values: model.mean },
    sd: { values: model.scale },
    overexpressed: named(model.deltaGenes),
    overexpression_of: { values: Float64Array.from(parameters.subarray(layout.delta), softplus) },
    overexpression: scalar(model.meanDelta),
    lowest: scalar(model.clampFloor ?? -Infinity),
    kappa: scalar(model.kappa),
    horizon: scalar(model.settings.horizon),
    network: { values: network.weights, shape: [network.regulators.length, genes.length] },
    modules: { values: modules.map(({ name }) => name) },
    members: {
      values: Int32Array.from({ length: modules.length * genes.length }, (_, at) => Number(member.has(at))),
      shape: [modules.length, genes.length],
    },
    about: { values: [`Modulode ${programOf(result)}`, dataset.name, dataset.fingerprint] },
  });
}

function scalar(value: number): NpzArray {
  return { values: Float64Array.of(value), shape: [] };
}

/** [rows × columns] to [columns × rows]. */
function transposed(values: Float32Array, rows: number, columns: number): NpzArray {
  const turned = Float32Array.from(
    values,
    (_, at) => values[(at % rows) * columns + Math.floor(at / rows)] ?? 0,
  );
  return { values: turned, shape: [columns, rows] };
}
