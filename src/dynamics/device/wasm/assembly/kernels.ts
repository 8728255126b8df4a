/**
 * What the compiled module offers. Single precision, no relaxed operations, no allocation: the host lays out memory
 * (device/wasm/workspace.ts) and passes pointers in bytes.
 */
export { addTransposedProduct, multiply, packPanels } from './multiply';
export { activitiesOf, restingActivity } from './activity';
export { backwardStep, continuousStages, endpointResidual, forwardStep, readoutStep } from './trajectory';
export { simulationStep } from './simulation';
export { addActivityAdjoint, cellResidual, cellTermOfBeta, cellTermOfRegulators, preactivation } from './cellTerm';
export { maskedRows, meanCost, scaled, squaredDistances, transpose } from './cost';
export { crossPotentials, selfPotential, transportGradient } from './sinkhorn';
