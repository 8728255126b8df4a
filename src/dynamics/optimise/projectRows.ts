/** The constraint ‖B_m:‖ ≤ limit: rows of B that are longer are rescaled to it after each step. */
import { parameterLayout, type ParameterShape } from '../parameters';

export function projectRows(
  shape: ParameterShape,
  parameters: Float32Array | Float64Array,
  limit: number,
): void {
  const { modules, regulators } = shape;
  const { bt } = parameterLayout(shape);
  const squares = new Float64Array(modules);
  for (let r = 0; r < regulators; r++)
    for (let m = 0; m < modules; m++) {
      const value = parameters[bt + r * modules + m] as number;
      squares[m] = (squares[m] as number) + value * value;
    }
  const scales = squares.map((square) => (square > limit * limit ? limit / Math.sqrt(square) : 1));
  for (let r = 0; r < regulators; r++)
    for (let m = 0; m < modules; m++) {
      const i = bt + r * modules + m;
      parameters[i] = (parameters[i] as number) * (scales[m] as number);
    }
}
