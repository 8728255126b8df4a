/**
 * What the compiled module offers. Single precision, no relaxed operations, no allocation: the host lays out memory
 * (device/wasm/workspace.ts) and passes pointers in bytes.
 */
export { multiply } from './multiply';
export { centredActivity, restingActivity } from './activity';
export { backwardStep, endpointResidual, forwardStep } from './trajectory';
export { addActivityAdjoint, cellResidual, cellTermOfBeta, cellTermOfRegulators, preactivation } from './cellTerm';
