/** Clipping by the global norm (Pascanu, Mikolov, Bengio 2013): the direction stays, the length is bounded. */

/** Scales the gradient in place so that its Euclidean norm is at most `limit`. */
export function clipGlobalNorm(gradient: Float32Array | Float64Array, limit: number): void {
  let sum = 0;
  for (let i = 0; i < gradient.length; i++) sum += (gradient[i] as number) * (gradient[i] as number);
  const norm = Math.sqrt(sum);
  if (norm <= limit) return;
  const scale = limit / norm;
  for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i] as number) * scale;
}
