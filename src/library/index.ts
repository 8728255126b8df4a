/**
 * The library, for Node and browsers: `import { infer } from 'modulode'`. Runs from files to networks, queries of a run, and building
 * blocks for method development. docs/library.md has an example.
 */
export { ModulodeError } from './openData';
export { infer, type InferInput, type InferOptions } from './infer';
export {
  inferContexts,
  type ContextNetwork,
  type ContextNetworks,
  type InferContextsInput,
} from './contexts';
export type { ContextDifferences, EdgeDifference } from '../network/networkDifferences';
export { inferByMethod, methods, type InferByMethodInput, type InferByMethodOptions } from './infer';
export {
  MethodRefusal,
  type AboutMethod,
  type LinkVerdict,
  type MethodNeed,
  type SettingValues,
} from '../evaluation/methods/method';
export type { MethodResult } from '../evaluation/methods/runMethod';
export {
  openRun,
  type Judgement,
  type LearnedRun,
  type NamedEdge,
  type NamedModule,
  type OutsideLevel,
} from './learnedRun';
export { refineKnowledge, type RefinedKnowledge } from './refineKnowledge';
export { refinedTsv, type RefinedEdge } from '../evaluation/knowledge/tables';
export type { RefineSettings, Revision } from '../evaluation/knowledge/refine';
export type { OtherCells } from '../inference/benchmark/otherCells';
export type { PredictedLevel } from '../dynamics/predict';
export type { MeasuredContexts } from '../effects/contexts';
export type { DoseCurve } from '../effects/doses';
export { openData, type EffectsOfScreen, type EffectsOptions, type OpenData } from './openData';
export type { GeneChanges, GuideLine, Likeness } from '../effects/changes';
export type { PerturbationLine } from '../present/report/effects';

export type { OpenedFile } from '../dataset/annotation';
export type { Condition, Dataset, Intervention } from '../dataset/dataset';
export type { Knowledge, PriorStrength } from '../dataset/knowledge';
export type { CandidateChoice, CandidateSource, Species } from '../dataset/factors/candidates';
export type { FilterRules, Mapping, PerturbationKind } from '../dataset/mapping';
export type { Guess, GuessReason, Recognition } from '../dataset/recognition';
export { guessReasonText } from '../present/text/recognition';
export type { QualityReport } from '../dataset/quality/qualityReport';
export { presets, type PresetName, type TrainingSettings } from '../dynamics/settings';
export type { FittedModel } from '../dynamics/fitted';
export type { Advice } from '../present/text/advice';
export type { Confidence } from '../inference/run/confidence';
export type { Diagnosis } from '../inference/diagnosis/evidence';
export type { FitResult, TrainingSnapshot } from '../inference/run/result';
export type { Module, Network } from '../network/network';
export type { FinishedRun } from '../share/finishedRun';
export type { InputError } from '../present/text/errors';

export type { BenchmarkResult, TruthBenchmark } from '../inference/benchmark/benchmark';

export {
  auroc,
  averagePrecision,
  density,
  precisionAt,
  precisionRecall,
} from '../evaluation/networks/metrics';
export { compareWithTruth, type TruthComparison } from '../evaluation/networks/truthComparison';
export { matchTruth } from '../evaluation/networks/matchTruth';
export type { Universe } from '../evaluation/networks/scoredPairs';
export { parseTruth, type Truth, type TruthOutcome } from '../evaluation/networks/truth';
export type { TruthEdge } from '../network/formats/knownEdges';

export type { NetworkFormatName } from '../network/formats/formats';
export type { EdgeChoice } from '../share/exports/networkExport';
export { edgesTsv } from '../network/formats/edgeLists';
export { screenH5ad, truthTsv } from '../simulation/screenFile';
export {
  simulateGivenScreen,
  simulateRandomScreen,
  type GivenSettings,
  type RandomScreenSettings,
} from '../simulation/randomScreen';
export type { KnownRegulation } from '../simulation/signedNetwork';
export { simulateRuleScreen } from '../simulation/ruleScreens';
export type { ExperimentSettings } from '../simulation/experiment';
export type { RuleNetworkName } from '../simulation/ruleNetworks';
