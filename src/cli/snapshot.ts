/** `modulode snapshot`: the link that shows a run on the page, without its data. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { carriesText, hintOf, leftBehindText, lengthText, tierTexts } from '../present/text/share';
import { type EncodedLink, encodeLink, MAX_LINK_LENGTH } from '../share/link';
import { MAX_TITLE } from '../share/link/bytes';
import { type Tier, snapshotOfFinished } from '../share/snapshot';
import { badUsage } from './failure';
import { jsonText } from './files';
import type { Host } from './host';
import { numberWithin } from './numberOptions';
import { changesOf, perturbOption, type NamedLevel, timeAsked } from './predict/perturbOptions';
import { openRun, runArgument } from './runs';
import type { Change } from '../dynamics/predict';
import { standingOfRun } from '../inference/benchmark/predictions';
import type { FinishedRun } from '../share/finishedRun';
import { count } from '../present/text/format';

interface SnapshotOptions {
  readonly tier?: Tier;
  readonly title?: string;
  /** Without what follows #. */
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
      'Prints a link, one line, that holds the network of a run and, where it fits, the model behind its sliders; no cell and no file name. Whoever opens it on the page sees the same edges and answers; what it leaves behind goes to standard error.',
    )
    .addArgument(runArgument())
    .addOption(
      new Option(
        '--tier <kind>',
        `what it carries: ${tiers.map((tier) => `${tier} (${tierTexts[tier].name.toLowerCase()})`).join(', ')} (default: the first of these that fits)`,
      ).choices(tiers),
    )
    .option('--title <text>', 'stands above the network')
    .addOption(
      new Option(
        '--base <address>',
        'address of the page that it is opened on; without it only the part from # on is printed',
      ).argParser(webAddress),
    )
    .addOption(perturbOption())
    .option(
      '--time <time>',
      'with --perturb: when, in the unit of the data; without it at the last time point',
      numberWithin(-1e9, 1e9),
    )
    .option('--bare', 'hide panels, for slides and teaching')
    .option('--json', 'one JSON document: the link, what it carries and what it leaves behind')
    .addHelpText('after', '\nExample:\n  $ modulode snapshot run1 --base https://example.org/modulode/')
    .action(async (path: string, options: SnapshotOptions) => {
      refuseUnusable(options);
      const { tier = null, title = '', perturb = [], bare = false } = options;
      const run = await openRun(path);
      const changes = changesOf(perturb, run.dataset.genes);
      const { time, remark } = timeAsked(run.dataset, options.time);
      const link = await linkOf(run, { tier, title, now: host.now(), bare, changes, time });
      const remarks = [
        ...(remark === null ? [] : [remark]),
        ...remarksOn(link, options.base, changes.length > 0),
      ];
      const address = `${options.base ?? ''}${link.text}`;
      const { text: _, ...carried } = link;
      host.out(
        options.json
          ? jsonText({ link: address, characters: address.length, ...carried, remarks })
          : `${address}\n`,
      );
      for (const line of remarks) host.tell(line);
    });
}

/** Throws Failure on options that could have no effect, and a title that would be cut. */
function refuseUnusable({ tier, title = '', perturb, time }: SnapshotOptions): void {
  if (title.length > MAX_TITLE)
    throw badUsage(
      'The title is too long',
      `It has ${title.length} characters; a link holds ${MAX_TITLE}.`,
      'Shorten it.',
    );
  if (perturb !== undefined && tier !== undefined && tier !== 'model')
    throw badUsage(
      `--perturb does not go with --tier ${tier}`,
      'Such a link has no sliders that could be set.',
      'Take --tier sliderModel, or leave --perturb away.',
    );
  if (time !== undefined && perturb === undefined)
    throw badUsage(
      '--time goes with --perturb',
      'It says when the sliders are answered, and none is set.',
      'Add --perturb, or leave --time away.',
    );
}

function remarksOn(link: EncodedLink, base: string | undefined, setsSliders: boolean): string[] {
  const { holds, never, privacy } = carriesText(link);
  return [
    `${tierTexts[link.tier].name}: ${lengthText((base ?? '').length + link.text.length)}. ${hintOf(link)}`,
    `${holds} ${never}`,
    leftBehindText(link),
    setsSliders ? slidersRemark(link) : null,
    base === undefined
      ? 'Put the address of a page of Modulode before it, here with --base or by hand: any copy of the page opens it.'
      : privacy,
  ].filter((remark) => remark !== null);
}

/** What becomes of the sliders that were set; null where they answer as here. */
function slidersRemark({ sliderModel }: EncodedLink): string | null {
  if (sliderModel === null) return 'The model does not fit: the sliders stay behind.';
  return sliderModel.kind === 'responses'
    ? 'In this link sliders answer one gene at a time, knocked out or doubled, at the last time point.'
    : null;
}

/** Throws commander's error. */
function webAddress(typed: string): string {
  const address = URL.canParse(typed) ? new URL(typed) : null;
  if (address === null || !['http:', 'https:'].includes(address.protocol))
    throw new InvalidArgumentError('Allowed is an address that starts with http:// or https://.');
  address.hash = '';
  return address.href;
}

/** The link of a run: the richest kind that fits, as the page would choose it, or the one asked for. */

/** Richest first. */
const tiers = ['model', 'network', 'settings'] as const satisfies readonly Tier[];

interface LinkWish {
  /** null: the richest that fits. */
  readonly tier: Tier | null;
  readonly title: string;
  /** Milliseconds since 1970: of it a link holds the day. */
  readonly now: number;
  readonly bare: boolean;
  /** What the sliders are set to; empty: it opens on the network. */
  readonly changes: readonly Change[];
  /** As predictChange takes it. */
  readonly time: number | null;
}

/** Throws Failure where the kind asked for does not fit. */
async function linkOf(run: FinishedRun, wish: LinkWish): Promise<EncodedLink> {
  const { tier: wanted, title, now, bare, changes, time } = wish;
  const standing = standingOfRun(run);
  for (const tier of wanted === null ? tiers : [wanted]) {
    // Without a model behind them there are no sliders to set.
    const sliders = tier === 'model' ? changes : [];
    const sending = { title, now, standing, bare, sliders, time };
    const link = await encodeLink(snapshotOfFinished(run, sending), tier);
    if (link.ok) return link.value;
  }
  throw badUsage(
    'This run is too long for such a link',
    `“${tierTexts[wanted ?? 'settings'].name}” takes more than the ${count(MAX_LINK_LENGTH)} characters that browsers pass on.`,
    'Leave --tier away for the richest kind that fits; the run file holds everything.',
  );
}
