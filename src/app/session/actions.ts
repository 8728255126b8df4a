/** All actions of a person, for panels and commands. */
export * from './share/arrivals';
export * from './methods/confidence';
export * from './data/demo';
export * from './methods/evaluation';
export * from './share/exports';
export * from './data/files';
export * from './data/import';
export * from './share/share';
export * from './run/training';
export * from './view/view';
export { forgetStepTimes } from './browserStorage';
export { stopRun } from './run/runner';
