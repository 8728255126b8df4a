/** The session of the page, and all actions of a person, for panels and commands. */
import { newWorker } from '../clients';
import { createSession } from './session';

export {
  leaveSharedEffects,
  selectEffectsGene,
  selectPair,
  selectPerturbation,
  showEffectsAs,
} from '../data/effects';
export { dismissImportError } from '../data/import';
export { confidenceHindrance, type Hindrance } from '../methods/confidence';
export { canTrain, dismissNotice, dismissRunError, setSettings, trainingChoices } from '../run/training';
export { dismissArrival, dismissSaved } from '../share/arrivals';
export { canExport, downloadName, saveFile } from '../share/exports';
export {
  addressOf,
  canSaveRun,
  copyLink,
  copyText,
  type ShareOptions,
  type TierLink,
  tiers,
} from '../share/share';
export * from '../view/view';
export { forgetStepTimes } from '../browserStorage';

export const session = createSession(newWorker);
const { data, run, share, predict, methods } = session;

export const {
  addControls,
  cancelControls,
  cancelImport,
  cancelQuality,
  changeMapping,
  changesOf,
  confirmMapping,
  effectsFiles,
  guideChanges,
  pairChanges,
  wholeMap,
  measureEffects,
  measureQuality,
  nameTarget,
  openAddress,
  openDemo,
  openFiles,
  effectsOfFile,
  readTableAs,
  redoTarget,
  responseNetwork,
  takeColumns,
  takenLabels,
  undoTarget,
} = data;

export const {
  deleteRun,
  discard,
  followMethods,
  isKeeping,
  keepRun,
  pause,
  resume,
  saveRun,
  saveState,
  setChoices,
  stepOnce,
  stopRun,
  stopSavingAny,
  train,
  undoDelete,
} = run;

export const {
  acceptArrival,
  downloadExport,
  effectsLink,
  effectsText,
  followEffects,
  followWanted,
  linksOf,
  openKept,
  openLink,
  restoreSaved,
  saveRunFile,
  trainShared,
} = share;

export const { askPredictions, downloadPredicted, explain, followSliders, predictSettings } = predict;

export const {
  cancelConfidence,
  cancelEvaluation,
  followEndedRuns,
  learnContexts,
  measureConfidence,
  startEvaluation,
} = methods;
