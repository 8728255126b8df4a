/**
 * The links of every kind for these choices and what is known of the run, made in the worker; those of former choices are shown as
 * stale meanwhile.
 */
import { useEffect, useState } from 'react';
import { linksOf, type ShareOptions, type TierLink } from '../../../session/actions';
import { useStanding } from '../train/useStanding';

export interface Links {
  /** null: not made yet, or not possible. */
  readonly tiers: readonly TierLink[] | null;
  readonly failed: boolean;
  /** The links are those of former choices, or of a run less known. */
  readonly stale: boolean;
}

/** A title is typed letter by letter. */
const restMs = 250;

export function useLinks({ title, withSliders, bare }: ShareOptions): Links {
  const [made, setMade] = useState<{ readonly asked: string; readonly tiers: Links['tiers'] } | null>(null);
  // A link tells it, and it may become known while the dialog is open.
  const standing = useStanding();
  const asked = JSON.stringify({ title, withSliders, bare, standing });
  useEffect(() => {
    let wanted = true;
    const make = async () => {
      const tiers = await linksOf({ title, withSliders, bare });
      if (wanted) setMade({ asked, tiers });
    };
    const timer = setTimeout(() => void make(), restMs);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [title, withSliders, bare, asked]);
  const stale = made?.asked !== asked;
  return { tiers: made?.tiers ?? null, failed: !stale && made.tiers === null, stale };
}
