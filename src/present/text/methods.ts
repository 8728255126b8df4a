/** The methods paragraph of a paper, from the settings and results of a run, with its sources. docs/method.md has the equations. */
import { isOfFluctuations } from '../../dynamics/prepare/startChoice';
import type { TrainingData } from '../../dynamics/settings';
import { programOf } from '../../inference/run/program';
import { cellCount, ENOUGH_CONTROLS, type Dataset, controlCellCount, isControl } from '../../dataset/dataset';
import { type PerturbationKind, perturbationKinds } from '../../dataset/mapping';
import { dampsSharedFactor, presets, trainingScheme, type TrainingSettings } from '../../dynamics/settings';
import { stepsTrained } from '../../inference/run/progress';
import { whatTrainingAdded } from './training';
import type { AveragedFit, FitResult } from '../../inference/run/result';
import type { FinishedRun } from '../../share/finishedRun';
import { resampledFits } from './confidence';
import { errorText, heldOutName, sharedText } from './diagnosis';
import { capital, listOf, plural } from './format';
import { rowNoun } from '../../dataset/rows';
import { kindNames } from './names';
import { presetLabel } from './presets';
import { rulesTexts } from './quality';
import { joinedText } from './run';
import { numberedSources, softwareSource, type Source, type SourceName, sourceOf } from './sources';

/** What the text is written from. */
export type DescribedRun = Pick<FinishedRun, 'dataset' | 'settings' | 'result' | 'truth'>;

export interface Methods {
  readonly paragraphs: readonly string[];
  /** In the order of their numbers in the paragraphs, and last this program, which has no number. */
  readonly sources: readonly Source[];
}

export function methodsOf(run: DescribedRun): Methods {
  const sources = new Citations();
  const paragraphs = [
    dataText(run, sources),
    modelText(run, sources),
    objectiveText(run, sources),
    judgementText(run),
    readoutText(run, sources),
    softwareText(run),
  ];
  return { paragraphs, sources: [...sources.cited(), softwareSource(programOf(run.result))] };
}

/** As plain text: the paragraphs, then the sources with their numbers. */
export function methodsText({ paragraphs, sources }: Methods): string {
  return `${[...paragraphs, numberedSources(sources).join('\n')].join('\n\n')}\n`;
}

/** The starts among which cross-validation chooses (dynamics/prepare/startChoice.ts). */
const STEADY =
  'from the linear stochastic system whose steady state has the means and covariances of the cells';
const THEN =
  'at 1/80 of the rate, over an eighth of the schedule, with a third of the weight of the cell term';

const UNLESS_AS_WELL =
  ', unless training started from the cells’ fluctuations and predicted left-out training perturbations as well without';

function dataText({ dataset, settings, result }: DescribedRun, sources: Citations): string {
  const controls = controlCellCount(dataset);
  const noun = rowNoun(dataset);
  const reference =
    dataset.control.mode === 'reference'
      ? `the ${noun}s of ${dataset.control.label}`
      : controls >= ENOUGH_CONTROLS
        ? plural(controls, `control ${noun}`)
        : 'the mean of the other perturbations, as there were too few controls';
  const batches = dataset.batches.length > 1 ? ', batch by batch where a batch has 20 controls' : '';
  const composition =
    settings.composition === 'auto' && dataset.composition !== null
      ? ' Mean shifts were corrected for composition, since with a fixed total unaffected genes shift when others change.'
      : '';
  const losses = result.model.lossesReplaced
    ? ' Zeros not explained by counting noise were treated as dropouts and imputed by the mean of the other cells of the condition; errors refer to the measured values.'
    : '';
  return (
    `${plural(cellCount(dataset) - controls, noun)} of ${dataset.name} with ${kindsOf(dataset)} of known targets were compared with ${reference}, over ${plural(dataset.genes.length, 'gene')} of which ` +
    `${plural(dataset.candidates.length, 'is a candidate regulator', 'are candidate regulators')}. Expression is ${dataset.scale === 'log-ratio' ? 'the log ratio to control' : 'log1p of normalised counts'}, centred and scaled per gene${batches}.` +
    composition +
    losses +
    rulesText(dataset) +
    capText(settings, result, sources)
  );
}

/** Rules for cells (or samples) and genes that a person set. */
function rulesText(dataset: Dataset): string {
  const rules = dataset.notes.flatMap((note) =>
    note.tag === 'rules-set' ? rulesTexts(note.rules, rowNoun(dataset)) : [],
  );
  return rules.length === 0
    ? ''
    : ` ${capital(rowNoun(dataset))}s and genes were kept by these rules: ${rules.join('; ')}.`;
}

/** Without a measured shared factor, variation is capped only on request; with one, by default, as cross-validation decides (startChoice.ts). */
function capText(
  settings: TrainingSettings,
  { network, diagnosis, start }: FitResult,
  sources: Citations,
): string {
  const isSeen = settings.cap === 'on' || diagnosis.sharedFactor !== null;
  return isSeen && start?.capped !== false && dampsSharedFactor(settings, network.genes.length)
    ? ` Variation that many genes share within conditions was capped ${sources.cite('deconfounding')}${settings.cap === 'on' || start ? '' : UNLESS_AS_WELL}.`
    : '';
}

function modelText({ dataset, settings, result }: DescribedRun, sources: Citations): string {
  const { shape } = result.model;
  return (
    `Modulode ${programOf(result)} (preset ${presetLabel(settings.preset)}, seed ${settings.seed}) fitted a neural ordinary differential equation with one hidden layer in the form of PerturbODE ${sources.cite('perturbode')}: ` +
    `with z the scaled expression, dz/dt = A[σ(Bz + β) − σ(β)] − z + intervention, with ${plural(shape.modules, 'hidden unit')} and ${plural(shape.regulators, 'candidate regulator')} as inputs. ` +
    `The mean of the reference is a fixed point, and time is in units of the mRNA lifetime. ${interventionText(dataset)} Perturbed genes are left out of every residual and error. ` +
    'Objective, initialisation, corrections, read-out and defaults are those of Modulode, not of the publication.'
  );
}

const kindTexts: Readonly<Record<PerturbationKind, string>> = {
  knockout: 'A knocked-out gene is clamped to zero expression as a regulator.',
  knockdown: 'A knocked-down gene is clamped to its observed mean as a regulator.',
  inhibitor:
    'The target of an inhibitor is clamped to zero expression as a regulator; its measured level is not used.',
  overexpression: 'An overexpressed gene gains a constant rate, learned per gene under a weak prior.',
};

function interventionText({ conditions }: Dataset): string {
  const kinds = conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind));
  return [...new Set(kinds)].map((kind) => kindTexts[kind]).join(' ');
}

function objectiveText({ settings, result, dataset }: DescribedRun, sources: Citations): string {
  const { horizon, steps } = settings;
  const latest = Math.max(...dataset.conditions.map(({ time }) => time ?? 0));
  const atEnd = dataset.conditions.every((one) => isControl(one) || one.time === null || one.time === latest);
  const { solverSteps, stages } = trainingScheme(settings, atEnd);
  const solverText =
    stages === 4
      ? `${plural(solverSteps, 'Runge–Kutta step')} of order 4`
      : `${plural(solverSteps, 'Euler step')}, a damped fixed-point iteration to the steady state (Runge–Kutta steps where it does not settle)`;
  const made = stepsTrained(result, settings);
  const added = whatTrainingAdded(result, settings);
  const rows = `${rowNoun(dataset)}s`;
  const endpoint =
    settings.endpoint === 'means'
      ? 'the squared distance between predicted and measured mean shifts, weighted by their precision'
      : `4 × the mean debiased Sinkhorn divergence ${sources.cite('sinkhorn')} between ${settings.cloudCells} predicted and ${settings.cloudCells} measured ${rows}, for ${settings.cloudEndpoints} endpoints drawn per step (blur ${settings.blur} of the mean cost)`;
  const cell =
    settings.cellWeight > 0
      ? `${settings.cellWeight} × the mean squared rate of ${settings.cellBatch} ${rows} drawn per step, without the own input of each gene, `
      : '';
  const gradient =
    settings.adjoint === 'discrete'
      ? 'exact for these steps'
      : `by the continuous adjoint along the same states ${sources.cite('adjoint')}`;
  return (
    `The objective is ${endpoint}, plus ${cell}${cell === '' ? '' : 'plus '}${settings.pathWeight} × a penalty on the paths through the hidden units.${priorText(dataset)} Trajectories run to T\u00a0=\u00a0${horizon} lifetimes in ${solverText}; gradients are ${gradient}. ` +
    `Training started ${startText(settings, result, rows)} and took ${plural(made, 'step')} of Adam ${sources.cite('adam')} (rate ${settings.learningRate}, betas ${settings.betas.join(' and ')}, ${settings.warmupSteps} steps of warm-up, cosine decay to 2\u00a0% over ${plural(steps, 'step')}, gradient norm at most ${settings.clipNorm}), of which step ${result.model.stepsKept} was kept.${added === null ? '' : ` ${added}`}`
  );
}

function startText({ start: asked }: TrainingSettings, { start }: FitResult, rows: string): string {
  if (asked === 'cold') return 'from random parameters';
  const ridge = `from a ridge regression of every gene on the candidate regulators over the training ${rows}`;
  if (start === undefined)
    return `${ridge} or, where that predicted left-out training perturbations clearly better, ${STEADY} (then ${THEN})`;
  if (!isOfFluctuations(start.from)) return ridge;
  const likelihood = start.from === 'likelihood' ? ', by maximum likelihood' : '';
  return `${STEADY}${likelihood}, as such a system predicted left-out training perturbations clearly better than a ridge regression (${THEN}),`;
}

/** How a known network entered; '' where none did. */
function priorText({ knowledge }: Pick<TrainingData, 'knowledge'>): string {
  if (!knowledge || knowledge.strength === 0) return '';
  const { name, strength, asked } = knowledge;
  const chosen = asked === 'auto' ? 'chosen by cross-validation on unseen perturbations' : 'as given';
  return ` The penalty on net effects, and that of the regression at the start, is multiplied by exp(−${strength}) for the edges of a known network (${name}; strength ${chosen}), and by exp(${Math.min(1, strength)}) for other edges of its regulators.`;
}

function judgementText({ result, dataset }: DescribedRun): string {
  const { crossValidation, heldOut, model } = result;
  const shared = model.shared ? ` ${sharedText(model.shared)}` : '';
  const cross = crossValidation
    ? `Cross-validation over perturbations (${plural(crossValidation.folds, 'fold')}) selected the step and the factor ${crossValidation.kappa.toFixed(2)} that scales predictions.${shared} ${errorText(crossValidation.shrunkError)}, each perturbation scaled by the factor from the others.`
    : 'There were too few perturbations for cross-validation: the last step was used and predictions are not scaled.';
  const held = heldOut
    ? ` ${errorText(heldOut.shrunkError, heldOutName)} on ${plural(dataset.heldOut.length, 'perturbation')} not used for training.`
    : '';
  return cross + held;
}

/** Further fits of an earlier version that compare distributions of cells, where the main fit compares means. */
function cloudText(members: readonly AveragedFit[], sources: Citations): string {
  const clouds = members.slice(1).filter(({ preset }) => presets[preset].endpoint === 'clouds');
  return clouds.length === 0
    ? ''
    : ` The others compare distributions of cells, by debiased Sinkhorn divergence ${sources.cite('sinkhorn')}, instead of means.`;
}

function stabilityText({ confidence, members, network }: FitResult): string {
  if (network.stability === null) return '';
  if (confidence === null)
    return ` Stability is the share of refits with data left out${members.length === 0 ? '' : ', and of the averaged fits,'} in which an edge has the same sign and at least half its weight.`;
  const beyondChance = confidence.shuffled
    ? ', at least half its weight, and three standard deviations more than with shuffled labels'
    : ' and at least half its weight';
  return ` Stability is the share of ${resampledFits(confidence.fits)} in which an edge has the same sign${beyondChance}.`;
}

function readoutText({ result, settings, truth }: DescribedRun, sources: Citations): string {
  const { members, readout } = result;
  const joined = readout === 'joined' ? ` ${joinedText}` : '';
  const averaged =
    members.length === 0
      ? ''
      : ` The network is the mean of the ranks of ${plural(members.length, 'fit')} (${members.map(({ preset, horizon }) => `${preset} at T\u00a0=\u00a0${horizon}`).join(', ')}), scaled to the weights of the first ${sources.cite('quantiles')}; predictions use the first fit only.${cloudText(members, sources)}`;
  const modules =
    settings.preset === 'compact'
      ? ' Modules are the hidden units with their strongest target genes.'
      : ' Modules are genes with similar signed incoming edges.';
  const compared = truth
    ? ` Scores against ${truth.name} follow BEELINE ${sources.cite('beeline')}: weights without sign, no self-regulation, ties kept.`
    : '';
  return `The weight of an edge is the difference of the target’s modelled rate between the 98\u00a0% and the 2\u00a0% quantile of the regulator, divided by the square root of their distance, with all other genes at the reference.${averaged}${joined}${stabilityText(result)}${modules}${compared}`;
}

export function kindsOf({ conditions }: Dataset): string {
  const kinds = new Set(conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind)));
  return listOf(
    perturbationKinds.filter((kind) => kinds.has(kind)).map((kind) => kindNames[kind].toLowerCase()),
  );
}

function softwareText({ dataset, settings, result }: DescribedRun): string {
  return (
    `All computations used Modulode ${programOf(result)} with seed ${settings.seed} on ${dataset.name} (SHA-256 fingerprint ${dataset.fingerprint}); ` +
    'the same version, seed and data give identical numbers on a CPU.'
  );
}

class Citations {
  readonly #named: SourceName[] = [];

  /** '[2]'. */
  cite(source: SourceName): string {
    if (!this.#named.includes(source)) this.#named.push(source);
    return `[${this.#named.indexOf(source) + 1}]`;
  }

  cited(): readonly Source[] {
    return this.#named.map(sourceOf);
  }
}
