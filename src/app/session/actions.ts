/** All actions of a person, for panels and commands. */
export { acceptArrival, dismissArrival, forgetSaved, restoreSaved, trainShared } from './actions/arrivals';
export {
  cancelConfidence,
  confidenceHindrance,
  measureConfidence,
  type Hindrance,
} from './actions/confidence';
export { openDemo } from './actions/demo';
export { cancelEvaluation, startEvaluation } from './actions/evaluation';
export { canExport, downloadExport } from './actions/exports';
export { openAddress, openFiles, readTableAs } from './actions/files';
export {
  addControls,
  cancelControls,
  cancelImport,
  cancelQuality,
  changeMapping,
  confirmMapping,
  dismissImportError,
  measureQuality,
} from './actions/import';
export {
  addressOf,
  canSaveRun,
  copyLink,
  copyText,
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
  showScreen,
  toggleLayoutFrozen,
  toggleModule,
  toggleTruthOverlay,
  undoView,
} from './actions/view';
