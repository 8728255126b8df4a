/**
 * Random parameters to start from, for preset S0: the published form starts from nothing that was measured. B of a
 * size that lets units respond, A small, so that the field starts near pure decay (docs/method.md, "Warm start").
 */
import { Random } from '../../numerics/random';
import { parameterLayout, type ParameterShape } from '../parameters';
import { startingDelta } from './startingDelta';

/** A ~ .1/√M · N, B ~ 1.5/√R · N, β ~ .3 · N, in the layout of parameters.ts. */
export function coldStart(shape: ParameterShape, seed: number): Float32Array {
  const { regulators, modules } = shape;
  const random = new Random(seed);
  const layout = parameterLayout(shape);
  const parameters = new Float32Array(layout.total);
  const fill = (from: number, to: number, scale: number): void => {
    for (let i = from; i < to; i++) parameters[i] = scale * random.normal();
  };
  fill(layout.at, layout.bt, 0.1 / Math.sqrt(modules));
  fill(layout.bt, layout.beta, 1.5 / Math.sqrt(regulators));
  fill(layout.beta, layout.delta, 0.3);
  parameters.fill(startingDelta, layout.delta, layout.total);
  return parameters;
}
