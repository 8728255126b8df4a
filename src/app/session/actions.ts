/** Everything a person can do, in one place for panels and commands. */
export { acceptArrival, dismissArrival, trainShared } from './actions/arrivals';
export {
  cancelConfidence,
  confidenceHindrance,
  measureConfidence,
  type Hindrance,
} from './actions/confidence';
export { copyText } from './actions/share';
export { openDemo } from './actions/demo';
export { cancelEvaluation, startEvaluation } from './actions/evaluation';
export { canExport, downloadExport } from './actions/exports';
export { openAddress, openFiles, readTableAs } from './actions/files';
export {
  addControls,
  cancelControls,
  cancelImport,
  changeMapping,
  confirmMapping,
  dismissImportError,
} from './actions/import';
export { cancelQuality, measureQuality } from './actions/import';
export { forgetSaved, restoreSaved } from './actions/arrivals';
export { showScreen } from './actions/view';
export {
  addressOf,
  canSaveRun,
  copyLink,
  linksOf,
  saveRunFile,
  tiers,
  type ShareOptions,
  type TierLink,
} from './actions/share';
export {
  canTrain,
  discard,
  dismissNotice,
  dismissRunError,
  measureDevicesAgain,
  pause,
  resume,
  setHeldOut,
  setRegulators,
  setSeed,
  setSettings,
  stepOnce,
  stop,
  train,
  trainingChoices,
} from './actions/training';
export {
  endGesture,
  redoView,
  releaseAllSliders,
  releaseSlider,
  renameModule,
  select,
  setEdgeBudget,
  setMinimumStability,
  setSlider,
  toggleLayoutFrozen,
  toggleModule,
  toggleTruthOverlay,
  undoView,
} from './actions/view';
