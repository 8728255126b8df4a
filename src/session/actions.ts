/** Everything a person can do, in one place for panels and commands. */
export { openDemo } from './actions/demo';
export { currentNetwork, downloadEdges, downloadName, saveFile } from './actions/downloads';
export { cancelImport, changeMapping, confirmMapping, dismissImportError, openFiles } from './actions/import';
export { forgetSaved, restoreSaved } from './actions/saved';
export { showScreen } from './actions/screen';
export {
  canTrain,
  discard,
  dismissNotice,
  dismissRunError,
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
  pinGene,
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
  unpinGene,
} from './actions/view';
