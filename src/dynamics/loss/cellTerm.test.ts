import { expect, it } from 'vitest';
import { randomProblem } from '../../../tests/support/dynamics/randomProblem';
import { parameterBlocks, regulation, vectorFieldOf } from '../vectorField';
import { cellTermLoss } from './cellTerm';

it('equals a brute-force evaluation with the own input of each gene set to zero', () => {
  const {
    problem,
    parameters,
    batch: drawn,
  } = randomProblem({
    genes: 8,
    regulators: 5,
    modules: 6,
    perturbations: 4,
    cells: 10,
    batch: 7,
  });
  const batch = drawn.cells;
  const { genes } = problem.shape;
  const field = vectorFieldOf(problem.shape, problem.regulators, Float64Array.from(parameters));
  let expected = 0;
  for (const cell of batch) {
    const z = Float64Array.from(problem.cells.subarray(cell * genes, (cell + 1) * genes));
    for (let g = 0; g < genes; g++) {
      const without = z.slice();
      without[g] = 0;
      const phi = new Float64Array(genes);
      regulation(field, without, phi);
      const mask = problem.cellMask[(problem.maskOfCell[cell] ?? 0) * genes + g] ?? 0;
      expected += mask * ((phi[g] ?? 0) - (z[g] ?? 0)) ** 2;
    }
  }
  expected *= problem.cellWeight / (batch.length * genes);
  const gradient = parameterBlocks(problem.shape, new Float64Array(parameters.length));
  expect(cellTermLoss(problem, field, batch, gradient)).toBeCloseTo(expected, 12);
});
