/**
 * Labels of control cells: words used in public screens (docs and issues of scPerturb, GEARS, Replogle 2022,
 * mixscape, Perturb-seq guide lists; the libraries GeCKO, Brunello and those of the Weissman laboratory), and columns
 * that state it per cell. A missing label is not a control: "no guide detected" may hide one.
 */
import type { AnnotationColumn } from '../annotation';
import { distinctValues, flagOf, type DistinctValues } from './columns';

const OFTEN_NUMBERED =
  'control|ctrl|ctl|nt|ntc|non[-_ ]?target(?:ing)?|neg(?:ative)?[-_ ]?(?:ctrl|ctl|con(?:trol)?)|neg|' +
  'safe[-_ ]?(?:targeting|harbou?r)|scrambled?|intergenic';
const WORDS =
  `${OFTEN_NUMBERED}|vehicle|dmso(?:_tf)?|dimethyl[-_ ]?sul(?:f|ph)oxide|pbs|saline|(?:dd)?h2o|water|` +
  '(?:un|non[-_ ]?)(?:treated|tagged|perturbed|transduced|transfected|infected|injected|induced|edited)|no[-_ ]?treat(?:ed|ment)|non[-_ ]?treatment|no[-_ ](?:perturb|electropor)ation|' +
  'no[-_ ](?:drug|compound|inhibitor|cytokine|ligand|stim(?:ulus|ulation)?|dox(?:ycycline)?)|igg|isotype|' +
  '(?:un|non?[-_ ]?)stim(?:ulat(?:ed|ion))?|parental|mock|wt|' +
  // in French and German
  'contr[oô]le|témoin|kontrolle|unbehandelt|' +
  String.raw`wild[-_ ]?type|\+/\+|` +
  'e?[gbyr]fp|mcherry|tdtomato|lacz|luc|luciferase|renilla|aavs1|rosa26|none|' +
  'no[-_ ]?(?:site|target)|one[-_ ](?:non[-_ ]?gene|intergenic)[-_ ]site|non[-_ ]?targeting[-_ ]?control|' +
  'empty(?:[-_ ]?vector)?|d?cas9[-_ ]only';
const PLASMIDS =
  'lenti[-_ ]?(?:crispr|guide)(?:[-_ ]?v2)?|px(?:330|458|459)|pcdna3(?:\\.1)?|pbabe|plvx|pmscv|mscv|pmig|migr1|puc19';
/** Controls unless a gene of that name is measured: Scr is one of flies. */
const SHORT_WORDS =
  'ev|scr(?:am|m|bl|mbl|ambl)?|nc|n\\.c\\.|unt|nont|nt[-_ ]?(?:sg|(?:sg|g)?rna)|isogenic|normoxi[ac]|tomato|neongreen|hprt1?[-_ ]intron(?:ic)?|ch2-2|chr?\\d{1,2}[-_ ]safe|' +
  // strains of plants, flies, bacteria and yeast
  'col-?0|w1118|canton-?s|c57bl\\/?6j?|bw25113|mg1655|by474[1-3]|' +
  'safe|random|inert|con(?![-_ ]a$)|cntl|ctr|rosa|aavs|vector|plko(?:\\.1)?(?:[-_ ]empty)?|gene[-_ ]?desert|non[-_ ]?silencing|tetr|(?:m2)?rtta3?|' +
  // plasmids alone, and what tells cells that have them
  `${PLASMIDS}|(?:turbo|cop|t)gfp|(?:nls|h2b)[-_ ]?(?:e?gfp|mcherry)|rfp(?:670|720)|scarlet|beta-?gal|` +
  'non[-_ ]?tgt|safe[-_ ]?target|d?cas9|' +
  'non[-_ ]?cutting|cut(?:ting)?[-_ ]?(?:control|ctrl)|tag[bgr]fp2?|dsred|zsgreen1?|venus|[fr]luc|dummy|olfactory|olfr|veh|utd|sham|mir[-_ ]?nc|std[-_ ]?mo|nto|non[-_ ]?targ|non[-_ ]?(?:human|mammalian|gene)|h11|ccr5[-_ ]safe|bassik[-_ ]mch';
/** Guides without a target in libraries of the Weissman laboratory, by their protospacer; GAL4 is a gene of yeast. */
const PROTOSPACERS = String.raw`\d+\(mod\)|gal4-4\(mod\)|\d+x_neg_ctrl`;

/** Of cells to which nothing was done, which may be the controls. */
const UNPERTURBED = 'healthy|normal|baseline|resting';
/** Labels all of whose words are among these, one of the first of them: 'untransfected control', 'Non_Targeting_Human_CRi_12', 'guide_NT_4'. */
const CONTROL_PART = /^(?:controls?|ctrls?|ctls?|nt|ntcs?|nontarget(?:ing)?|untargeted|scrambled?|luc2)$/i;
/** Or one of these beside another word: 'WT-Cas9', 'Lenti-GFP', 'scr_sh'; '1_WT' is a sample of a control. */
const WORD_PART = /^(?:wt|parental|mock|empty|e?gfp|d?cas9|scr|nc)$/i;
const OTHER_PART = new RegExp(
  String.raw`^(?:non?|neg(?:ative)?|target(?:ing)?|safe|${UNPERTURBED}|un(?:trans(?:fected|duced)|treated|trt|perturbed)|(?:un)?inj(?:ected)?|vehicle|medi(?:um|a)|guides?|[sg]g?rnas?|s[ih](?:rnas?)?|(?:trans|in)fected|transduced|electroporated|p?lenti(?:virus|viral)?|lv|p?aav|${PLASMIDS}|only|isogenic|human|mouse|hs|mm|cr(?:ispr)?[ia]?|cells?|lines?|samples?|plasmid|backbone|vector|oligo|mo|morpholino|brie|brunello|calabrese|dolcetto|gecko|library|(?:sg|g|rep)?\d+|[a-h])$`,
  'i',
);

const BARE = new RegExp(`^(?:(?:${WORDS}|${PROTOSPACERS})|)$`, 'i');
/**
 * 'sgNT1', 'NTC_5', 'non-targeting_00012', 'NegCtrl0', 'NTg3', 'shLuc-1', 'human_non-targeting_3', and 'OR10' for
 * guides in olfactory receptor loci. Other words need a separator before the number: 'WT_1' is a control, 'WT1' is a
 * gene.
 */
const GUIDE_NUMBER = String.raw`(?:(?:sg|g|i|c|clone|guide|sgrna|grna|orf)?[-_ .]?#?\d+(?:[-_][a-h])?|[a-i]|orf)`;
const BEFORE = '(?:(?:human|mouse)[-_ ]|hs?(?=control|ctrl))?(?:(?:sg|si|sh)[-_ ]?)?';
const AFTER = '(?:[-_ ]?(?:control)?(?:guide)?(?:for)?(?:human|mouse))?';
const NUMBERED = new RegExp(
  `^${BEFORE}(?:(?:${OFTEN_NUMBERED})${AFTER}${GUIDE_NUMBER}|(?:${WORDS}|${SHORT_WORDS})${AFTER}(?:(?:[-_ .]|(?=#))${GUIDE_NUMBER})?)$|` +
    String.raw`^ren\.713$|^OR\d+$|^NC\d{1,2}$|^mouseNTC_\d+_A_\d+$`,
  'i',
);
/** Hairpins and siRNAs that companies number: 'shC002', 'siGL2', 'shNS'. */
const SILENCERS = /^(?:s[hi][-_ ]?(?:NS|C(?:0(?:02|16))?|GL[23]|GLO)|SHC0(?:02|16))(?:[-_. ]?#?\d)?$/;
/** Hairpins in Renilla luciferase; Ren is renin in rats, REN in humans. */
const RENILLA = /^s[hg][-_ ]?Ren(?:[-_. ]?\d+)?$/;
/** '*': no guide was called with confidence (cell identities of Adamson 2016, Norman 2019 and Jost 2020). */
const MISSING =
  /^(?:nan|na|n\/a|<na>|null|unassigned|unknown|undetermined|undefined|ambiguous|multiplets?|multiple|multi|doublets?|negative|excluded|filtered|others?|mix(?:ed)?|singlets?|(?:low|poor)[-_ ]?quality|debris|collisions?|blanks?|#n\/a|multi[-_ ]?(?:sg-?rna|grna|guide)s?|> ?1(?:[-_ ]?(?:sg-?rna|grna|guide)s?)?|unknown[-_ ]?(?:sg-?rna|grna|guide)s?|fail(?:ed|s)?(?:[-_ ]?qc)?|\*|not[-_ ]?(?:assigned|detected)|undetected|unmapped|no[-_ ]?(?:guide|sg-?rna|grna|call|assignment|feature)s?(?:[-_ ]?(?:call|detected|assigned))?)$/i;
/** What both controls and cells without a detected guide are called. */
const NOTHING = /^(?:|none|[-–—])$/i;

/** What controls are called where nothing else is one: 'healthy', 'Normal_2', 'medium alone', 'UT'. */
const BASELINE = new RegExp(
  String.raw`^(?:${UNPERTURBED}|(?:cell |culture )?medi(?:um|a)(?:[-_ ](?:only|alone))?|ut|untr)(?:[-_ ](?:donors?|cells?))?(?:[-_ .]?\d+)?$`,
  'i',
);

/** Around the words of controls: 'AAVS1 KO', 'oe-NC', and 'DMSO control', 'siCtrl pool', '0.1% DMSO'. */
const WHAT_WAS_DONE = /^(?:ko|kd|oe|orf)[-_ ]|[-_ ](?:ko|kd|oe)$/i;
const EDGE_WORD =
  /^\d+(?:\.\d+)?[-_ ]?%[-_ ]?|[-_ ](?:controls?|ctrl|pool|cells?|exp(?:t|eriment)?[-_ ]?\d+|(?:(?:si|sh|sg|g)-?rna|aso|lna|gapmer)(?:[-_ ]?#?\d+)?|\d+(?:\.\d+)?[-_ ]?%)$/i;
const VEHICLES =
  'vehicle|veh|dmso(?:_tf)?|dimethyl[-_ ]?sul(?:f|ph)oxide|ethanol|etoh|pbs|saline|(?:dd)?h2o|water';
const VEHICLE = new RegExp(`^(?:${VEHICLES})(?![a-z])`, 'i');
/** 'DMSO_0.1', 'DMSO 0.1% v/v', 'vehicle_1 uM' */
const DOSE_OF_VEHICLE = new RegExp(
  String.raw`(?<=^(?:${VEHICLES}))[-_ ]?\(?\d+(?:\.\d+)?[-_ ]?(?:%|[unµ]M)?(?: ?\(?[vw]/v\)?)?\)?$`,
  'i',
);
/** A 'WT KO' is unclear. */
const INTACT = /^(?:wt|wild[-_ ]?type|parental|\+\/\+)/i;

/** Is the label a control word only? Tested before genes are looked up. */
export function isControlWord(label: string): boolean {
  return BARE.test(label.trim());
}

/** Is the label a control guide with a number or affix? Tested after genes are looked up. */
export function isControlGuide(label: string): boolean {
  // 'gNTC', 'crNT_1', 'hROSA26-1', 'iGFP'; GNT1 is a gene of yeast, MNT one of people. 'WT(ho)' names the strain.
  const text = label
    .trim()
    .replace(/^(?:[ghim]|cr)(?=[A-Z])(?!RNA)/, '')
    .replace(/(?<=\w) ?\([^()]+\)$/, '');
  const isDone = WHAT_WAS_DONE.test(text);
  const bare = text.replace(isDone ? WHAT_WAS_DONE : EDGE_WORD, '').replace(DOSE_OF_VEHICLE, '');
  if (bare !== text && !isNothing(bare) && !(isDone && INTACT.test(bare)) && isControlLabel(bare))
    return true;
  if ((text !== '' && BARE.test(text)) || NUMBERED.test(text)) return true;
  if (RENILLA.test(text) || SILENCERS.test(text)) return true;
  const parts = text.split(/[^a-z\d]+/i).filter((part) => part !== '');
  const hasTarget = parts.some(
    (part, at) => /^target(?:ing)?$/i.test(part) && /^non?$/i.test(parts[at - 1] ?? ''),
  );
  const words = parts.filter((part) => /[a-z]{2}/i.test(part));
  const hasWord = words.length > 1 && words.some((part) => WORD_PART.test(part));
  return (
    parts.length > 1 &&
    (hasTarget || parts.some((part) => CONTROL_PART.test(part)) || hasWord) &&
    parts.every((part) => [CONTROL_PART, WORD_PART, OTHER_PART].some((spelled) => spelled.test(part)))
  );
}

/** Either of them. */
export function isControlLabel(label: string): boolean {
  return isControlWord(label) || isControlGuide(label);
}

/** Is it a control where no label is one by its words? */
export function isBaseline(label: string): boolean {
  return BASELINE.test(label.trim());
}

const UNPERTURBED_WORD = new RegExp(`(?<![a-z])(?:${UNPERTURBED})(?![a-z])`, 'i');

const baselineIn = (text: string) => UNPERTURBED_WORD.exec(text)?.[0].toLowerCase();

/** Whether it names the same as a control does that has a word more: 'healthy' beside 'healthy control'. */
export function isBaselineOf(label: string, controls: readonly string[]): boolean {
  const word = baselineIn(label);
  return word !== undefined && isBaseline(label) && controls.some((control) => baselineIn(control) === word);
}

/** Is the control what compounds are dissolved in? Its doses are those of the compounds beside it. */
export function isVehicle(label: string): boolean {
  return VEHICLE.test(label.trim());
}

const VEHICLE_ALONE = new RegExp(`^(?:${VEHICLES})$`, 'i');

/** Is it the vehicle and nothing else, which is a control where no label is one by its words? Ethanol may be what was given. */
export function isVehicleAlone(label: string): boolean {
  return VEHICLE_ALONE.test(label.trim().replace(DOSE_OF_VEHICLE, ''));
}

/** Does the label mean that the perturbation is unknown? */
export function isMissingWord(label: string): boolean {
  return MISSING.test(label.trim());
}

/** Does the label say that there is no perturbation, or that none is known? */
export function isNothing(label: string): boolean {
  return NOTHING.test(label.trim());
}

/** 'is_control', 'control' as 0 and 1, as in pereggrn and CPA. */
export const CONTROL_COLUMN =
  /^(?:is[-_ ]?)?(?:ntc?|(?:(?:neg(?:ative)?[-_ ]?)?(?:control|ctrl|ctl)|non[-_ ]?targeting)s?)$/i;

/** 'perturbed', 'is_perturbed' as yes and no. */
const PERTURBED_COLUMN = /^(?:is[-_. ]?)?perturbed$/i;

interface StatedCells {
  readonly column: string;
  /** [cells] */
  readonly isControl: readonly boolean[];
}

/** [cells] whether a column states that the cell is a control; null where no column does. */
export function statedControls(obs: readonly AnnotationColumn[]): StatedCells | null {
  return statedBy(obs, CONTROL_COLUMN, true);
}

/** The same of a column that states whether it is perturbed. Where labels name controls, the others may lack a guide. */
export function statedUnperturbed(obs: readonly AnnotationColumn[]): StatedCells | null {
  return statedBy(obs, PERTURBED_COLUMN, false);
}

/** @param ofControls what it says of them */
function statedBy(obs: readonly AnnotationColumn[], named: RegExp, ofControls: boolean): StatedCells | null {
  for (const column of obs) {
    if (!named.test(column.name)) continue;
    const stated = distinctValues(column);
    const isYes = stated.labels.map(flagOf);
    if (!isYes.includes(null) && isYes.includes(true))
      return {
        column: column.name,
        isControl: Array.from(stated.codes, (code) => isYes[code] === ofControls),
      };
  }
  return null;
}

interface StatedControls {
  readonly column: string;
  /** Labels all of whose cells are controls. */
  readonly labels: readonly string[];
}

/**
 * Control labels by a column that states it per cell; null without such a column, or if no label has only control cells. Beside labels that are controls by
 * their words these too must be stated, and no label in part; what is stated beside a vehicle is a positive control.
 */
export function controlsByColumn(
  obs: readonly AnnotationColumn[],
  { labels, codes }: DistinctValues,
  byWords: readonly string[],
): StatedControls | null {
  const stated = statedControls(obs);
  if (stated === null) return null;
  const said = labels.map(() => new Set<boolean>());
  codes.forEach((label, cell) => said[label]?.add(stated.isControl[cell] === true));
  const found = labels.filter((_, label) => said[label]?.has(false) === false);
  const agrees =
    byWords.every((label) => found.includes(label) && !isVehicle(label)) &&
    (byWords.length === 0 || said.every(({ size }) => size < 2));
  const tells = found.length > 0 && found.length < labels.length;
  return agrees && tells ? { column: stated.column, labels: found } : null;
}
