/**
 * The interventional ridge under a known network: what it predicts of perturbations that it did not see, and how it ranks the edges of
 * regulators of which it is told nothing. Takes seconds where trainings take minutes, so the strength of a prior is chosen with it.
 */
import type { Intervention } from '../../dataset/dataset';
import type { MeasuredPerturbation } from '../../dynamics/prepare/measured';
import type { Prepared } from '../../dynamics/prepare/prepare';
import { latentLevel } from '../../dynamics/prepare/interventionValues';
import { WeightedRidge } from '../../dynamics/prepare/interventionalRidge';
import { cellRidgeInput } from '../../dynamics/prepare/warmStart';
import { squaredError, type SquaredError } from '../../evaluation/predictions/predictionError';
import { inverseOf } from '../../numerics/lyapunov';
import { median } from '../../numerics/statistics';

/** One fit: the ridge on its training cells. `penalty` per cell; `factors` [R × G], null: 1 everywhere. */
export class KnownRidge {
  readonly #prepared: Prepared;
  readonly #ridge: WeightedRidge;
  /** z of a raised gene: median over the training perturbations; where nothing was raised, that of a gene that is not measured. */
  readonly #raised: number | null;

  constructor(prepared: Prepared) {
    const { training, problem } = prepared;
    this.#prepared = prepared;
    this.#ridge = new WeightedRidge(cellRidgeInput(training, problem.cells, problem.regulators));
    const raised = prepared.perturbations
      .filter((one) => one.training)
      .flatMap(({ interventions, endpoints }) =>
        interventions
          .filter(({ kind }) => kind === 'overexpression')
          .flatMap(({ gene }) => endpoints.map(({ shift }) => shift[gene] as number)),
      );
    this.#raised = raised.length > 0 ? median(raised) : null;
  }

  /** [G × R] */
  coefficients(factors: Float32Array | null, penalty: number): Float64Array {
    return this.#ridge.solve(factors, penalty);
  }

  /** Errors at the last time point of each perturbation, of the steady state x = C x with the targets clamped. */
  errors(coefficients: Float64Array, unseen: readonly MeasuredPerturbation[]): readonly SquaredError[] {
    const response = this.#responseOf(coefficients);
    return unseen.flatMap(({ interventions, endpoints }) => {
      const last = endpoints.at(-1);
      if (!last) return [];
      const targets = interventions.map(({ gene }) => gene);
      return squaredError({ predicted: response(interventions), measured: last.shift, targets });
    });
  }

  /** With N = (I − C_RR)⁻¹ and targets T at levels v: x_R = N_RT f, N_TT f = v, and x = C x_R. No change where there is no steady state. */
  #responseOf(coefficients: Float64Array): (interventions: readonly Intervention[]) => Float64Array {
    const { regulators, shape } = this.#prepared.problem;
    const size = regulators.length;
    const system = new Float64Array(size * size);
    for (const [r, gene] of regulators.entries())
      for (let q = 0; q < size; q++)
        system[r * size + q] = Number(r === q) - (coefficients[gene * size + q] as number);
    const inverse = inverseOf(system, size)?.inverse;
    return (interventions) => {
      const predicted = new Float64Array(shape.genes);
      const set = interventions.flatMap((one) => {
        const r = regulators.indexOf(one.gene);
        return r < 0 ? [] : [{ r, level: this.#levelOf(one) }];
      });
      const among =
        inverse &&
        inverseOf(
          Float64Array.from(set.flatMap((row) => set.map(({ r }) => inverse[row.r * size + r] as number))),
          set.length,
        )?.inverse;
      if (!inverse || !among) return predicted;
      const state = new Float64Array(size);
      for (const [t, { r }] of set.entries()) {
        const force = set.reduce(
          (sum, { level }, u) => sum + (among[t * set.length + u] as number) * level,
          0,
        );
        for (let q = 0; q < size; q++)
          state[q] = (state[q] as number) + (inverse[q * size + r] as number) * force;
      }
      for (let gene = 0; gene < shape.genes; gene++)
        for (let q = 0; q < size; q++)
          predicted[gene] =
            (predicted[gene] as number) + (coefficients[gene * size + q] as number) * (state[q] as number);
      return predicted;
    };
  }

  #levelOf(one: Intervention): number {
    const { knockoutValue, knockdownValue, latent } = this.#prepared;
    if (latent.includes(one.gene) || (one.kind === 'overexpression' && this.#raised === null))
      return latentLevel(this.#prepared, one);
    if (one.kind === 'overexpression') return this.#raised ?? 0;
    return (one.kind === 'knockdown' ? knockdownValue : knockoutValue)[one.gene] as number;
  }
}
