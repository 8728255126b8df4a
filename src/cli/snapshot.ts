/** `modulode snapshot`: the link that shows a run on the page without its data. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { carriesText, hintOf, leftBehindText, lengthText, tierTexts } from '../present/text/link';
import { effectsInText, type EncodedLink, encodeLink } from '../share/link';
import { MAX_LINK_LENGTH } from '../share/link/frame';
import { MAX_TITLE } from '../share/link/bytes';
import { type Tier, snapshotOfFinished, withEffects } from '../share/snapshot';
import { badUsage } from './failure';
import { jsonText } from './files';
import type { Host } from './host';
import { timeOf } from './numberOptions';
import { changesOf, perturbOption, type NamedLevel, timeAsked } from './predict/perturbOptions';
import { openRun, runArgument } from './runs';
import type { Change } from '../dynamics/predict';
import { judged } from '../inference/verdict/judge';
import { standingOfRun } from '../inference/benchmark/predictions';
import type { FinishedRun } from '../share/finishedRun';
import { count } from '../present/text/format';

interface SnapshotOptions {
  readonly tier?: Tier;
  readonly title?: string;
  /** Address without fragment. */
  readonly base?: string;
  readonly perturb?: readonly NamedLevel[];
  readonly time?: number;
  readonly bare?: true;
  readonly json?: true;
}

export function addSnapshot(program: Command, host: Host): void {
  program
    .command('snapshot')
    .summary('print the link that shows a run on the page')
    .description(
      'Prints a link that contains the network of a run and, if they fit, the model behind its sliders and the effects of each perturbation, but no cells and no file name. Opened on the page, it shows the same edges and predictions. What the link omits goes to standard error.',
    )
    .addArgument(runArgument())
    .addOption(
      new Option(
        '--tier <kind>',
        `content: ${tiers.map((tier) => `${tier} (${tierTexts[tier].name.toLowerCase()})`).join(', ')} (default: the first that fits)`,
      ).argParser(tierNamed),
    )
    .option('--title <text>', 'title above the network')
    .addOption(
      new Option(
        '--base <address>',
        'address of a copy of the page (default: only the part from # on is printed)',
      ).argParser(webAddress),
    )
    .addOption(perturbOption())
    .option(
      '--time <time>',
      'with --perturb: time in the unit of the data (default: the last time point)',
      timeOf,
    )
    .option('--bare', 'hide panels, for slides and teaching')
    .option('--json', 'print one JSON document: the link, its content and what it omits')
    .addHelpText('after', '\nExample:\n  $ modulode snapshot run1 --base https://example.org/modulode/')
    .action(async (path: string, options: SnapshotOptions) => {
      refuseUnusable(options);
      const { tier = null, title = '', perturb = [], bare = false } = options;
      const run = await openRun(path);
      const changes = await changesOf(perturb, run);
      const { time, remark } = timeAsked(run.dataset, options.time);
      const link = await linkOf(run, { tier, title, now: host.now(), bare, changes, time });
      const remarks = [
        ...(remark === null ? [] : [remark]),
        ...remarksOn(link, options.base, changes.length > 0),
      ];
      const address = `${options.base ?? ''}${link.text}`;
      host.out(
        options.json
          ? jsonText({
              link: address,
              characters: address.length,
              ...contentOf(link),
              remarks,
            } satisfies SnapshotDocument)
          : `${address}\n`,
      );
      for (const line of remarks) host.message(line);
    });
}

/** What `--json` prints. */
export interface SnapshotDocument extends ReturnType<typeof contentOf> {
  readonly link: string;
  readonly characters: number;
  /** What standard error says: what the link holds and omits. */
  readonly remarks: readonly string[];
}

/** Content of the link under the established JSON keys, which predate the names `model` and `sliderModel`. */
function contentOf({ tier, genes, edges, sliderModel }: EncodedLink) {
  return { genes, edges, tier: tier === 'model' ? 'instrument' : tier, instrument: sliderModel };
}

/** Throws Failure for options without effect and for a title that would be truncated. */
function refuseUnusable({ tier, title = '', perturb, time }: SnapshotOptions): void {
  if (title.length > MAX_TITLE)
    throw badUsage(
      'The title is too long',
      `It has ${title.length} characters; at most ${MAX_TITLE} are possible.`,
      'Shorten it.',
    );
  if (perturb !== undefined && tier !== undefined && tier !== 'model')
    throw badUsage(
      `--perturb requires --tier model, not ${tier}`,
      'Other links have no sliders.',
      'Use --tier model, or omit --perturb.',
    );
  if (time !== undefined && perturb === undefined)
    throw badUsage(
      '--time requires --perturb',
      'It sets the time of the prediction.',
      'Add --perturb, or omit --time.',
    );
}

function remarksOn(link: EncodedLink, base: string | undefined, setsSliders: boolean): string[] {
  const { holds, never, privacy } = carriesText(link);
  return [
    `${tierTexts[link.tier].name}: ${lengthText((base ?? '').length + link.text.length)}. ${hintOf(link)}`,
    `${holds} ${never}`,
    leftBehindText(link),
    setsSliders ? slidersRemark(link) : null,
    base === undefined ? 'Prepend the address of any copy of the page, or give it with --base.' : privacy,
  ].filter((remark) => remark !== null);
}

/** How sliders in the link differ from --perturb; null if they predict the same. */
function slidersRemark({ sliderModel }: EncodedLink): string | null {
  if (sliderModel === null) return 'The model does not fit: the link has no sliders.';
  return sliderModel.kind === 'responses'
    ? 'This link includes precomputed knockouts and 2 × overexpression at the last time point only.'
    : null;
}

/** Accepts the former name 'instrument' of the tier 'model'. Throws InvalidArgumentError. */
function tierNamed(typed: string): Tier {
  const tier = tiers.find((known) => known === (typed === 'instrument' ? 'model' : typed));
  if (tier === undefined) throw new InvalidArgumentError(`Allowed choices are ${tiers.join(', ')}.`);
  return tier;
}

/** Throws InvalidArgumentError. */
function webAddress(typed: string): string {
  const address = URL.canParse(typed) ? new URL(typed) : null;
  if (address === null || !['http:', 'https:'].includes(address.protocol))
    throw new InvalidArgumentError('Allowed is an address starting with http:// or https://.');
  address.hash = '';
  return address.href;
}

/** In the order in which they are tried. */
const tiers = ['model', 'network', 'settings'] as const satisfies readonly Tier[];

interface LinkWish {
  /** null: the first tier that fits. */
  readonly tier: Tier | null;
  readonly title: string;
  /** Milliseconds since 1970; a link contains the day. */
  readonly now: number;
  readonly bare: boolean;
  /** Slider settings; empty: the link opens on the network. */
  readonly changes: readonly Change[];
  /** As predictChange takes it. */
  readonly time: number | null;
}

/** The link of a run, as on the page. Throws Failure if it does not fit. */
async function linkOf(run: FinishedRun, wish: LinkWish): Promise<EncodedLink> {
  const { tier: wanted, title, now, bare, changes, time } = wish;
  const standing = standingOfRun(run);
  const judgement = judged(run);
  const effects = await effectsInText(run.effects);
  for (const tier of wanted === null ? tiers : [wanted]) {
    // Links without a model have no sliders.
    const sliders = tier === 'model' ? changes : [];
    const sending = { title, now, standing, judged: judgement, bare, sliders, time };
    const link = await encodeLink(withEffects(snapshotOfFinished(run, sending), effects), tier);
    if (link.ok) return link.value;
  }
  throw badUsage(
    'This run is too large for such a link',
    `“${tierTexts[wanted ?? 'settings'].name}” needs more than the ${count(MAX_LINK_LENGTH)} characters that browsers pass on.`,
    'Omit --tier for the first tier that fits, or share the run file.',
  );
}
