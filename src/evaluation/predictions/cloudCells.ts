/** Clouds of cells, and parts of them. */

/** Not empty; all clouds compared have the same genes. */
export interface Cloud {
  /** [cells × G] in any one unit. */
  readonly values: ArrayLike<number>;
  readonly cells: number;
}

export function genesOf({ values, cells }: Cloud): number {
  return values.length / cells;
}

/** [cells] the values of a gene. */
export function columnOf(cloud: Cloud, gene: number): Float64Array {
  const genes = genesOf(cloud);
  return Float64Array.from({ length: cloud.cells }, (_, cell) => cloud.values[cell * genes + gene] as number);
}

/** At most `most` of its cells. */
export function evenlySpaced(cloud: Cloud, most: number): Cloud & { readonly values: Float64Array } {
  const genes = genesOf(cloud);
  const cells = Math.min(cloud.cells, most);
  const values = Float64Array.from({ length: cells * genes }, (_, at) => {
    const row = Math.floor((Math.floor(at / genes) * cloud.cells) / cells);
    return cloud.values[row * genes + (at % genes)] as number;
  });
  return { values, cells };
}
