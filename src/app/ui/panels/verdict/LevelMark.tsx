/** The level of a statement as an icon, beside its word. */
import {
  type Icon,
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
} from '@tabler/icons-react';
import type { Level } from '../../../../inference/verdict/statements';
import classes from './LevelMark.module.css';

const icons: Readonly<Record<Level, Icon>> = {
  supported: IconCircleCheck,
  uncertain: IconAlertTriangle,
  none: IconCircleX,
  unknown: IconCircleDashed,
};

export function LevelMark({ level }: { level: Level }) {
  const Glyph = icons[level];
  return <Glyph className={classes.mark} data-level={level} size={18} stroke={1.75} aria-hidden />;
}
