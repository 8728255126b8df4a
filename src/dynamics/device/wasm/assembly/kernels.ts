/**
 * What the compiled module offers. Single precision, no relaxed operations, no allocation: the host lays out memory
 * (device/wasm/workspace.ts) and passes pointers in bytes.
 */
export { multiply } from './multiply';
export { centredActivity, restingActivity } from './activity';
export { activitiesAt, backwardStep, continuousStages, endpointResidual, forwardStep } from './trajectory';
export { addActivityAdjoint, cellResidual, cellTermOfBeta, cellTermOfRegulators, preactivation } from './cellTerm';
export { maskedRows, meanCost, scaled, squaredDistances, transpose } from './cost';
export { crossPotentials, selfPotential, transportGradient } from './sinkhorn';
