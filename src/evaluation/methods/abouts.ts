/**
 * Every method of network inference that a person can run on a screen, and in which order they are shown: a line each, without its code,
 * which is in gallery.ts.
 */
import { aboutBaselines } from './baselines/about';
import { about as consensus } from './consensus/about';
import { about as deepsem } from './deepsem/about';
import { about as diffIntersort } from './diffintersort/about';
import { about as grnformer } from './grnformer/about';
import { about as gpoVae } from './gpo-vae/about';
import { about as intersort } from './intersort/about';
import { about as jacobian } from './jacobian/about';
import { about as kan } from './kan/about';
import { aboutLinks } from './links/about';
import { about as lyapunov } from './lyapunov/about';
import type { AboutMethod } from './method';
import { about as nodags } from './nodags/about';
import { about as dcdFg } from './dcd-fg/about';
import { about as notears, aboutLowRank as notearsLowRank } from './notears/about';
import { about as renge } from './renge/about';
import { about as tsni } from './tsni/about';
import { about as wendy } from './wendy/about';

/** Cheap and well known first; the consensus last. */
export const abouts: readonly AboutMethod[] = [
  ...aboutBaselines,
  intersort,
  diffIntersort,
  notears,
  notearsLowRank,
  dcdFg,
  nodags,
  lyapunov,
  renge,
  tsni,
  wendy,
  kan,
  jacobian,
  deepsem,
  gpoVae,
  grnformer,
  ...aboutLinks,
  consensus,
];

/** null where there is no method of that name. */
export function aboutNamed(name: string): AboutMethod | null {
  return abouts.find((about) => about.name === name) ?? null;
}
