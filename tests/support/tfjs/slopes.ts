/** Gradients of tfjs beside central differences of the same loss, in single precision. */
import { Random } from '../../../src/numerics/random';
import { tf } from '../../../src/evaluation/methods/tensors';

const STEP = 5e-3;

/** Of each variable, along one random direction: the slope by the gradient, and by differences. */
export function slopes(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
): readonly { readonly byGradient: number; readonly byDifferences: number }[] {
  const random = new Random(7);
  return variables.map((variable) =>
    tf.tidy(() => {
      const direction = tf.tensor(
        Float32Array.from({ length: variable.size }, () => random.normal()),
        variable.shape,
      );
      const { grads } = tf.variableGrads(loss, [variable]);
      const gradient = grads[variable.name] as tf.Tensor;
      const start = variable.clone();
      const at = (distance: number): number => {
        variable.assign(tf.add(start, tf.mul(direction, distance)));
        return loss().dataSync()[0] as number;
      };
      const byDifferences = (at(STEP) - at(-STEP)) / (2 * STEP);
      variable.assign(start);
      return { byGradient: tf.sum(tf.mul(gradient, direction)).dataSync()[0] as number, byDifferences };
    }),
  );
}
