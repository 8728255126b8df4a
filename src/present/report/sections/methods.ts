/** The methods paragraph of a paper: what this run did, by its own settings, with its sources. docs/method.md has the equations. */
import { ENOUGH_CONTROLS, type Dataset } from '../../../dataset/dataset';
import { controlCellCount } from '../../../dataset/design';
import type { PerturbationKind } from '../../../dataset/mapping';
import { dampsSharedFactor, presets, type TrainingSettings } from '../../../dynamics/settings';
import type { FitResult, Member } from '../../../inference/result';
import { tag } from '../../figure/svg/xml';
import { sharedText } from '../../text/diagnosis';
import { plural } from '../../text/format';
import { presetLabel } from '../../text/presets';
import { resampledFits } from '../../text/confidence';
import type { FinishedRun } from '../../../share/runFile';
import { list, paragraph, type Section } from '../markup';
import { kindsOf } from './settings';
import { escapeXml } from '../../../network/formats/escapeXml';

export function methodsSection(run: FinishedRun, version: string): Section {
  const sources = new Sources();
  const paragraphs = [
    dataText(run, sources),
    modelText(run, version, sources),
    objectiveText(run, sources),
    judgementText(run),
    readoutText(run, sources),
  ];
  return {
    id: 'methods',
    name: 'Methods',
    title: 'Methods, to copy',
    body:
      paragraphs.map((text) => paragraph(text)).join('\n') +
      tag('h3', {}, 'Sources') +
      list(sources.written(), 'sources'),
  };
}

function dataText({ dataset, settings, result }: FinishedRun, sources: Sources): string {
  const controls = controlCellCount(dataset);
  const reference =
    dataset.control.mode === 'reference'
      ? `the cells of ${dataset.control.label}`
      : controls >= ENOUGH_CONTROLS
        ? plural(controls, 'control cell')
        : 'the mean of the other perturbations, as there were too few control cells';
  const batches = dataset.batches.length > 1 ? ', batch by batch where a batch has 20 controls' : '';
  const composition =
    settings.composition === 'auto' && dataset.composition !== null
      ? ' Mean shifts were corrected for composition, since a total that is fixed makes unaffected genes move when others do.'
      : '';
  const losses = result.model.lossesReplaced
    ? ' Zeros that counting does not explain were taken for lost values and replaced by the mean of the condition’s other cells; errors are of the values as measured.'
    : '';
  return (
    `${plural(dataset.cells - controls, 'cell')} with ${kindsOf(dataset)} of known targets were compared with ${reference}, over ${plural(dataset.genes.length, 'gene')} of which ` +
    `${plural(dataset.candidates.length, 'is a candidate regulator', 'are candidate regulators')}. Expression is log1p of normalised counts, centred and scaled per gene${batches}.` +
    composition +
    losses +
    capText(settings, result, sources)
  );
}

/** Unless asked for outright, nothing is capped where too few cells show how genes vary together (no shared factor is told then). */
function capText(settings: TrainingSettings, { network, diagnosis }: FitResult, sources: Sources): string {
  const isSeen = settings.cap === 'on' || diagnosis.sharedFactor !== null;
  return isSeen && dampsSharedFactor(settings, network.genes.length)
    ? ` Variation that many genes share within conditions was capped ${sources.cite('deconfounding')}.`
    : '';
}

function modelText({ dataset, settings, result }: FinishedRun, version: string, sources: Sources): string {
  const { shape } = result.model;
  return (
    `Modulode ${version} (preset ${presetLabel(settings.preset)}, seed ${settings.seed}) fitted a neural ordinary differential equation with one hidden layer in the form of PerturbODE ${sources.cite('perturbode')}: ` +
    `with z the scaled expression, dz/dt = A[σ(Bz + β) − σ(β)] − z + intervention, with ${plural(shape.modules, 'hidden unit')} that read ${plural(shape.regulators, 'candidate regulator')}. ` +
    `The mean of the reference is a fixed point, and time is counted in decay times. ${interventionText(dataset)} Genes set by the experimenter are left out of every residual and error. ` +
    'Objective, start, corrections, read-out and defaults are those of Modulode, not of the publication.'
  );
}

const kindTexts: Readonly<Record<PerturbationKind, string>> = {
  knockout: 'A gene that was knocked out is held at no expression wherever it acts.',
  knockdown: 'A gene that was knocked down is held at its observed mean wherever it acts.',
  overexpression: 'A gene that was overexpressed gains a constant rate, learned per gene under a weak prior.',
};

function interventionText({ conditions }: Dataset): string {
  const kinds = conditions.flatMap(({ interventions }) => interventions.map(({ kind }) => kind));
  return [...new Set(kinds)].map((kind) => kindTexts[kind]).join(' ');
}

function objectiveText({ settings, result }: FinishedRun, sources: Sources): string {
  const { horizon, solverSteps, steps } = settings;
  const endpoint =
    settings.endpoint === 'means'
      ? 'the squared distance between predicted and measured mean shifts, weighted by their precision'
      : `4 × the mean debiased Sinkhorn divergence ${sources.cite('sinkhorn')} between ${settings.cloudCells} cells predicted and ${settings.cloudCells} measured, for ${settings.cloudEndpoints} endpoints drawn each step (blur ${settings.blur} of the mean cost)`;
  const cell =
    settings.cellWeight > 0
      ? `${settings.cellWeight} × the mean squared rate of ${settings.cellBatch} cells drawn each step, each gene’s own input left out, `
      : '';
  const gradient =
    settings.adjoint === 'discrete'
      ? 'exact for these steps'
      : `by the continuous adjoint along the same states ${sources.cite('adjoint')}`;
  const start =
    settings.start === 'warm'
      ? 'from a ridge regression of every gene on the candidate regulators over the training cells'
      : 'from random parameters';
  return (
    `The objective is ${endpoint}, plus ${cell}${cell === '' ? '' : 'plus '}${settings.pathWeight} × a penalty on the paths through the hidden units. Trajectories run to T\u00a0=\u00a0${horizon} decay times in ${plural(solverSteps, 'Runge–Kutta step')} of order 4; gradients are ${gradient}. ` +
    `Training started ${start} and took ${plural(steps, 'step')} of Adam ${sources.cite('adam')} (rate ${settings.learningRate}, betas ${settings.betas.join(' and ')}, ${settings.warmupSteps} steps of warm-up, cosine decay to 2\u00a0%, gradient norm at most ${settings.clipNorm}), of which step ${result.model.stepsKept} was kept.`
  );
}

function judgementText({ result, dataset }: FinishedRun): string {
  const { crossValidation, heldOut, model } = result;
  const shared = model.shared ? ` ${sharedText(model.shared)}` : '';
  const cross = crossValidation
    ? `Cross-validation over perturbations (${plural(crossValidation.folds, 'round')}) chose the step, and gave the factor ${crossValidation.kappa.toFixed(2)} by which predictions are shrunk.${shared} The error left out, each perturbation shrunk by what the others suggest, is ${crossValidation.shrunkError.toFixed(2)} of that of predicting no change (${crossValidation.error.toFixed(2)} before shrinking).`
    : 'There were too few perturbations for cross-validation: the last step was kept and predictions are not shrunk.';
  const held = heldOut
    ? ` On ${plural(dataset.heldOut.length, 'perturbation')} never used, the error is ${heldOut.shrunkError.toFixed(2)} (${heldOut.error.toFixed(2)} before shrinking).`
    : '';
  return cross + held;
}

/** Members that compare clouds of cells, where the main fit compares means. */
function cloudText(members: readonly Member[], sources: Sources): string {
  const clouds = members.slice(1).filter(({ preset }) => presets[preset].endpoint === 'clouds');
  return clouds.length === 0
    ? ''
    : ` The others compare clouds of cells, by debiased Sinkhorn divergence ${sources.cite('sinkhorn')}, in place of means.`;
}

function stabilityText({ confidence, members, network }: FitResult): string {
  if (network.stability === null) return '';
  if (confidence === null)
    return ` Stability is the share of fits with data left out${members.length === 0 ? '' : ', and of the averaged ones,'} that give an edge the same sign and at least half its size.`;
  const beyondChance = confidence.shuffled
    ? ', at least half its size, and three standard deviations more than shuffled labels do'
    : ' and at least half its size';
  return ` Stability is the share of ${resampledFits(confidence.fits)} that give an edge the same sign${beyondChance}.`;
}

function readoutText({ result, settings, truth }: FinishedRun, sources: Sources): string {
  const { members } = result;
  const averaged =
    members.length === 0
      ? ''
      : ` The network is the mean of the ranks of ${plural(members.length, 'fit')} (${members.map(({ preset, horizon }) => `${preset} at T\u00a0=\u00a0${horizon}`).join(', ')}), brought to the sizes of the first ${sources.cite('quantiles')}; predictions are the first one’s.${cloudText(members, sources)}`;
  const modules =
    settings.preset === 'compact'
      ? ' Modules are the hidden units with the genes they drive most.'
      : ' Modules are genes with similar signed incoming edges.';
  const compared = truth
    ? ` Scores against ${truth.name} follow BEELINE ${sources.cite('beeline')}: sizes without sign, no self-regulation, ties as ties.`
    : '';
  return `The score of an edge is the difference of the target’s modelled rate between the 98\u00a0% and the 2\u00a0% quantile of the regulator, over the root of their distance, with all other genes at the reference.${averaged}${stabilityText(result)}${modules}${compared}`;
}

/** Numbered sources of a text, in the order they are first named. */

const known = {
  perturbode:
    'Lin, Chang, Zweig, Kang, Theis, Azizi, Knowles. Interpretable neural ODEs for gene regulatory network discovery under perturbations (PerturbODE). 2025. arXiv:2501.02409.',
  adjoint:
    'Chen, Rubanova, Bettencourt, Duvenaud. Neural ordinary differential equations. 2018. arXiv:1806.07366.',
  sinkhorn:
    'Feydy, Séjourné, Vialard, Amari, Trouvé, Peyré. Interpolating between optimal transport and MMD using Sinkhorn divergences. AISTATS 2019. arXiv:1810.08278.',
  adam: 'Kingma, Ba. Adam: a method for stochastic optimization. ICLR 2015. arXiv:1412.6980.',
  quantiles:
    'Bolstad, Irizarry, Åstrand, Speed. A comparison of normalization methods for high density oligonucleotide array data based on variance and bias. Bioinformatics 19 (2003) 185–193.',
  beeline:
    'Pratapa, Jalihal, Law, Bharadwaj, Murali. Benchmarking algorithms for gene regulatory network inference from single-cell transcriptomic data. Nature Methods 17 (2020) 147–154.',
  deconfounding:
    'Ćevid, Bühlmann, Meinshausen. Spectral deconfounding via perturbed sparse linear models. Journal of Machine Learning Research 21 (2020) 1–41.',
} as const;

type Source = keyof typeof known;

class Sources {
  readonly #named: Source[] = [];

  /** '[2]'. */
  cite(source: Source): string {
    if (!this.#named.includes(source)) this.#named.push(source);
    return `[${this.#named.indexOf(source) + 1}]`;
  }

  /** As markup, with their numbers. */
  written(): readonly string[] {
    return this.#named.map((source, i) => escapeXml(`[${i + 1}] ${known[source]}`));
  }
}
