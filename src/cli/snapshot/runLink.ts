/** The link of a run: the richest kind that fits, as the page would choose it, or the one asked for. */
import type { Change } from '../../dynamics/predict';
import { standingOfRun } from '../../inference/benchmark/standing';
import { snapshotOfFinished } from '../../share/fromRun';
import { encodeLink, longestLink, type EncodedLink } from '../../share/link';
import type { FinishedRun } from '../../share/runFile';
import type { Tier } from '../../share/snapshot';
import { tierTexts } from '../../present/text/link';
import { count } from '../../present/text/numbers';
import { badUsage } from '../failure';

/** Richest first. */
export const tiers = ['instrument', 'network', 'settings'] as const satisfies readonly Tier[];

export interface LinkWish {
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
export async function linkOf(run: FinishedRun, wish: LinkWish): Promise<EncodedLink> {
  const { tier: wanted, title, now, bare, changes, time } = wish;
  const standing = standingOfRun(run);
  for (const tier of wanted === null ? tiers : [wanted]) {
    // Without a model behind them there are no sliders to set.
    const sliders = tier === 'instrument' ? changes : [];
    const sending = { title, now, standing, bare, sliders, time };
    const link = await encodeLink(snapshotOfFinished(run, sending), tier);
    if (link.ok) return link.value;
  }
  throw badUsage(
    'This run is too long for such a link',
    `“${tierTexts[wanted ?? 'settings'].name}” takes more than the ${count(longestLink)} characters that browsers pass on.`,
    'Leave --tier away for the richest kind that fits; the run file holds everything.',
  );
}
