/** Which genes enter the model, in a sentence. */
import { count } from './numbers';

/** `total`: genes wanted in all; `measured`: genes of the matrix. */
export function genesInModel(total: number, measured: number): string {
  return total >= measured
    ? `All ${count(measured)} genes of this file.`
    : `The perturbed genes, those you name, and the most variable ones: ${count(total)} of ${count(measured)}.`;
}
