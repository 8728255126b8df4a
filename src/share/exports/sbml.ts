/**
 * The fitted differential equation as SBML (Level 3 Version 1 core, https://sbml.org), for simulators such as COPASI, libRoadRunner and
 * AMICI: a species for each gene, whose rate rule is the vector field (dynamics/vectorField.ts), and a parameter for each number that was
 * learned. What `modulode predict` does to the solution afterwards (κ, ω, composition) is no part of the equation, and the notes say so.
 */
import type { Dataset } from '../../dataset/dataset';
import { LATENT_RAISED } from '../../dynamics/doses';
import type { FittedModel } from '../../dynamics/fitted';
import { parameterLayout } from '../../dynamics/problem';
import { programOf } from '../../inference/run/program';
import type { FitResult } from '../../inference/run/result';
import { escapeXml } from '../../network/formats/escapeXml';

interface RunWithModel {
  readonly dataset: Pick<Dataset, 'name' | 'fingerprint' | 'scale' | 'timeUnit'>;
  readonly result: Pick<FitResult, 'model' | 'program'>;
}

const NAMESPACE = 'http://www.sbml.org/sbml/level3/version1/core';

/** Deterministic: the same run gives the same text. */
export function sbml({ dataset, result }: RunWithModel): string {
  const { model } = result;
  const ids = idsOf(model.genes);
  const units = ['substance', 'time', 'volume', 'extent'].map((of) => `${of}Units="dimensionless"`);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<sbml xmlns="${NAMESPACE}" xmlns:sbml="${NAMESPACE}" level="3" version="1">`,
    `<model id="modulode" name="${escapeXml(dataset.name)}" ${units.join(' ')}>`,
    '<notes>',
    ...notesOf(dataset, result).map(
      (line) => `<p xmlns="http://www.w3.org/1999/xhtml">${escapeXml(line)}</p>`,
    ),
    '</notes>',
    '<listOfCompartments>',
    '<compartment id="cell" spatialDimensions="3" size="1" constant="true"/>',
    '</listOfCompartments>',
    ...listOf(
      'Species',
      ids.map((id, gene) => speciesOf(id, model.genes[gene] ?? '')),
    ),
    ...listOf('Parameters', parametersOf(model, ids)),
    ...listOf('InitialAssignments', initialAssignmentsOf(model, ids)),
    ...listOf('Rules', rulesOf(model, ids)),
    '</model>',
    '</sbml>',
    '',
  ].join('\n');
}

/** [G] parts of the ids of a gene, unlike each other: letters, digits and underscores of its name. */
function idsOf(genes: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return genes.map((gene) => {
    const plain = gene.replaceAll(/[^A-Za-z0-9]+/gu, '_');
    let id = plain;
    for (let again = 2; taken.has(id); again++) id = `${plain}__${again}`;
    taken.add(id);
    return id;
  });
}

function notesOf(
  { name, fingerprint, scale, timeUnit }: RunWithModel['dataset'],
  result: RunWithModel['result'],
): readonly string[] {
  const { kappa, measured, shared, back, latestTime, settings, clampFloor } = result.model;
  const level = scale === 'log-ratio' ? 'ln of the ratio to control' : 'ln(1 + expression)';
  const unit = timeUnit === null || latestTime === null ? '' : ` (${latestTime} ${timeUnit})`;
  const unseen = `multiplied by ${kappa}${shared === null ? '' : ', and the response that perturbations share is added'}`;
  const alone =
    measured === null ? '' : `; of genes perturbed alone in training, multiplied by ${measured.kappa}`;
  return [
    `Fitted by Modulode ${programOf(result)} from ${name} (${fingerprint}).`,
    `z_GENE: deviation of the mean from the controls, in their standard deviations; 0 is the control state. x_GENE = mean + sd z: ${level}. h_1, h_2, …: activities of the hidden units, less those of the control state.`,
    `dz/dt = A h − z, h = σ(B z + β) − σ(β). Time is in decay times; measurements end at ${settings.horizon}${unit}. All is dimensionless.`,
    'set_GENE: 1 leaves a gene free; below 1 holds it at this share of its control expression (0: knocked out); above 1 adds to its rate (2: overexpressed).',
    `What modulode predict does to the change of x afterwards is not in the equation: ${back === null ? '' : 'the composition of the cells is corrected; '}it is ${unseen}${alone}.`,
    ...(clampFloor === null ? [] : [`No gene is held below z = ${clampFloor}.`]),
  ];
}

function listOf(kind: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [`<listOf${kind}>`, ...lines, `</listOf${kind}>`];
}

function speciesOf(id: string, gene: string): string {
  return `<species id="z_${id}" name="${escapeXml(gene)}" compartment="cell" initialAmount="0" hasOnlySubstanceUnits="true" boundaryCondition="false" constant="false"/>`;
}

/** A number of 64 bits in its fewest digits. */
function parameter(id: string, value: number | null, constant = true): string {
  const given = value === null ? '' : ` value="${value}"`;
  return `<parameter id="${id}"${given} units="dimensionless" constant="${constant}"/>`;
}

/** What a learned number is called: weights of 0 are left out. */
interface Weight {
  readonly id: string;
  readonly value: number;
}

/** [M] ids of inputs with their weights, for each hidden unit. */
function inputsOf({ shape, regulators, parameters }: FittedModel, ids: readonly string[]) {
  const { bt } = parameterLayout(shape);
  return Array.from({ length: shape.modules }, (_, unit) =>
    Array.from(regulators, (gene, r) => ({
      id: `B_${unit + 1}_${ids[gene] ?? ''}`,
      of: `z_${ids[gene] ?? ''}`,
      value: parameters[bt + r * shape.modules + unit] ?? 0,
    })).filter(({ value }) => value !== 0),
  );
}

/** [G] ids of hidden units with their weights, for each gene. */
function outputsOf({ shape, parameters }: FittedModel, ids: readonly string[]) {
  const { at } = parameterLayout(shape);
  return ids.map((id, gene) =>
    Array.from({ length: shape.modules }, (_, unit) => ({
      id: `A_${id}_${unit + 1}`,
      of: `h_${unit + 1}`,
      value: parameters[at + unit * shape.genes + gene] ?? 0,
    })).filter(({ value }) => value !== 0),
  );
}

function parametersOf(model: FittedModel, ids: readonly string[]): readonly string[] {
  const { shape, parameters, mean, scale } = model;
  const { beta } = parameterLayout(shape);
  const units = Array.from({ length: shape.modules }, (_, unit) => unit + 1);
  const weights: readonly Weight[] = [...inputsOf(model, ids), ...outputsOf(model, ids)].flat();
  return [
    ...ids.map((id) => parameter(`set_${id}`, 1)),
    parameter('overexpression', model.meanDelta),
    ...(model.clampFloor === null ? [] : [parameter('lowest', model.clampFloor)]),
    ...ids.map((id, gene) => parameter(`mean_${id}`, mean[gene] ?? 0)),
    ...ids.map((id, gene) => parameter(`sd_${id}`, scale[gene] ?? 1)),
    ...units.map((unit) => parameter(`beta_${unit}`, parameters[beta + unit - 1] ?? 0)),
    ...weights.map(({ id, value }) => parameter(id, value)),
    ...ids.map((id) => parameter(`held_${id}`, null)),
    ...units.map((unit) => parameter(`h_${unit}`, null, false)),
    ...ids.map((id) => parameter(`x_${id}`, null, false)),
  ];
}

const ci = (id: string) => `<ci>${id}</ci>`;
const cn = (value: number) => `<cn sbml:units="dimensionless">${value}</cn>`;
const apply = (operator: string, ...of: readonly string[]) => `<apply><${operator}/>${of.join('')}</apply>`;
const choose = (pieces: readonly (readonly [value: string, when: string])[], otherwise: string) =>
  `<piecewise>${pieces.map((piece) => `<piece>${piece.join('')}</piece>`).join('')}<otherwise>${otherwise}</otherwise></piecewise>`;
const math = (of: string) => `<math xmlns="http://www.w3.org/1998/Math/MathML">${of}</math>`;
const log2 = (of: string) => `<apply><log/><logbase>${cn(2)}</logbase>${of}</apply>`;
const logistic = (of: string) =>
  apply('divide', cn(1), apply('plus', cn(1), apply('exp', apply('minus', of))));

const assign = (symbol: string, of: string) =>
  `<initialAssignment symbol="${symbol}">${math(of)}</initialAssignment>`;
const assignment = (variable: string, of: string) =>
  `<assignmentRule variable="${variable}">${math(of)}</assignmentRule>`;

function sumOf(terms: readonly string[]): string {
  const [only = cn(0)] = terms;
  return terms.length > 1 ? apply('plus', ...terms) : only;
}

const weighted = (weights: readonly { readonly id: string; readonly of: string }[]) =>
  weights.map(({ id, of }) => apply('times', ci(id), ci(of)));

/** held_GENE: where a gene is held at, and z_GENE, where it begins. */
function initialAssignmentsOf(model: FittedModel, ids: readonly string[]): readonly string[] {
  return ids.flatMap((id, gene) => {
    const [set, held, mean] = [ci(`set_${id}`), ci(`held_${id}`), ci(`mean_${id}`)];
    const amount = apply('times', set, apply('minus', apply('exp', mean), cn(1)));
    const share = apply('ln', apply('plus', cn(1), amount));
    const level = apply('divide', apply('minus', share, mean), ci(`sd_${id}`));
    const lowered =
      model.clampFloor === null ? level : choose([[ci('lowest'), apply('lt', level, ci('lowest'))]], level);
    const raised = apply('times', cn(LATENT_RAISED), log2(set));
    const isRaised = apply('gt', set, cn(1));
    return [
      assign(`held_${id}`, model.latent?.includes(gene) ? choose([[raised, isRaised]], lowered) : lowered),
      assign(`z_${id}`, choose([[held, isHeld(model, id, gene)]], cn(0))),
    ];
  });
}

/** Genes that were not measured are held in either direction. */
function isHeld({ latent }: FittedModel, id: string, gene: number): string {
  return apply(latent?.includes(gene) ? 'neq' : 'lt', ci(`set_${id}`), cn(1));
}

function rulesOf(model: FittedModel, ids: readonly string[]): readonly string[] {
  const outputs = outputsOf(model, ids);
  return [
    ...inputsOf(model, ids).map((inputs, unit) => {
      const resting = ci(`beta_${unit + 1}`);
      const active = logistic(sumOf([resting, ...weighted(inputs)]));
      return assignment(`h_${unit + 1}`, apply('minus', active, logistic(resting)));
    }),
    ...ids.map((id) =>
      assignment(`x_${id}`, apply('plus', ci(`mean_${id}`), apply('times', ci(`sd_${id}`), ci(`z_${id}`)))),
    ),
    ...ids.map((id, gene) => {
      const set = ci(`set_${id}`);
      const source = choose(
        [[apply('times', ci('overexpression'), log2(set)), apply('gt', set, cn(1))]],
        cn(0),
      );
      const free = apply('minus', sumOf([...weighted(outputs[gene] ?? []), source]), ci(`z_${id}`));
      return `<rateRule variable="z_${id}">${math(choose([[cn(0), isHeld(model, id, gene)]], free))}</rateRule>`;
    }),
  ];
}
