/**
 * The functions of the compiled module. Single precision, no relaxed operations, no allocation: the host lays out
 * memory (wasm/context.ts) and passes pointers in bytes.
 */
export { addProduct, addTo, addTransposedProduct, multiply, packPanels, transpose } from './matrices';
export { activitiesOf, restingActivity } from './functions';
export { backwardStep, endpointResidual, forwardStep, readoutStep } from './trajectory';
export { addActivityAdjoint, cellResidual, cellTermOfBeta, cellTermOfRegulators, preactivation } from './cellTerm';
export {
  crossPotentials, maskedRows, meanCost, scaled, selfPotential, squaredDistances, transportGradient,
} from './sinkhorn';
