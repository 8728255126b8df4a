/**
 * Products of a matrix with rows of a quad, as WGSL. A lane sums a block of four columns at once: each value of the quad that is read
 * serves all of them, each weight serves four rows. Reading is what a product waits for on any adapter.
 */
import { blockOf } from '../weightsLayout';

interface Product {
  /** Columns of the matrix, and blocks of them in `weights`. */
  readonly count: string;
  readonly blocks: string;
  /** Terms of a sum, counted by `k`. */
  readonly depth: string;
  /** Where the matrix begins in `weights`. */
  readonly matrix: string;
  /** The quad's vec4f for `k`. */
  readonly values: string;
  /** What becomes of the `sum` of a `column`, the component `j` of a `block`. */
  readonly each: string;
}

/** Statements for a lane of the name `lane`. */
export function overColumns({ count, blocks, depth, matrix, values, each }: Product): string {
  const components = ['x', 'y', 'z', 'w'].slice(0, blockOf);
  const lines = (line: (component: string, j: number) => string) => components.map(line).join('\n      ');
  return /* wgsl */ `{
  let blocks = ${blocks};
  let depth = ${depth};
  for (var block = lane; block < blocks; block += lanes) {
    ${lines((_, j) => `var sum${j} = vec4f();`)}
    var at = ${matrix} + block;
    for (var k = 0u; k < depth; k++) {
      let weight = weights[at];
      let value = ${values};
      ${lines((component, j) => `sum${j} += weight.${component} * value;`)}
      at += blocks;
    }
    // In a loop, so that drivers need not compile what follows four times.
    var sums = array<vec4f, ${blockOf}>(${components.map((_, j) => `sum${j}`).join(', ')});
    let columns = min(${blockOf}u, ${count} - ${blockOf}u * block);
    for (var j = 0u; j < columns; j++) {
      let column = ${blockOf}u * block + j;
      let sum = sums[j];
      ${each}
    }
  }
}`;
}
