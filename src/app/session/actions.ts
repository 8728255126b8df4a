/** All actions of a person, for panels and commands. */
export * from './actions/arrivals';
export * from './actions/confidence';
export * from './actions/demo';
export * from './actions/evaluation';
export * from './actions/exports';
export * from './actions/files';
export * from './actions/import';
export * from './actions/share';
export * from './actions/training';
export * from './actions/view';
export { forgetStepTimes } from './browserStorage';
export { stopRun } from './runner';
