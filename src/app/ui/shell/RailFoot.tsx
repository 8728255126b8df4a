/** The lower rail belongs to the current step: the drop card, or modules and filters, or where the file was read. */
import { IconLock } from '@tabler/icons-react';
import { useScreen } from '../../session/stores';
import { DropCard } from '../panels/data/DropCard';
import { EdgeFilters } from '../panels/explore/EdgeFilters';
import { ModuleList } from '../panels/explore/ModuleList';
import classes from './RailFoot.module.css';

export function RailFoot() {
  const step = useScreen((screen) => screen.step);
  switch (step) {
    case 'data':
    case 'train':
      return <DropCard />;
    case 'check':
    case 'model':
      return (
        <p className={classes.kept}>
          <IconLock size={16} stroke={1.75} aria-hidden />
          The file was read in this tab. It has not been sent anywhere.
        </p>
      );
    case 'explore':
    case 'perturb':
      return (
        <section className={classes.filters} aria-label="Modules and filters">
          <h3 className="caption">Modules</h3>
          <ModuleList />
          <h3 className="caption">Filter edges</h3>
          <EdgeFilters />
        </section>
      );
    case 'evaluate':
      return null;
    default:
      return step satisfies never;
  }
}
