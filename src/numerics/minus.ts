/** a − b, one by one. `b`: as long as `a`. */
export function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value - (b[i] as number));
}
