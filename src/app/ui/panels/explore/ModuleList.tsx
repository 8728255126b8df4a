/** The modules as a list with a checkbox each: shown or hidden in the network; the name opens the module. */
import { Checkbox } from '@mantine/core';
import { select, toggleModule } from '../../../session/actions';
import { useRun, useView } from '../../../session/stores';
import classes from './ModuleList.module.css';
import { moduleColor } from './moduleColor';

export function ModuleList() {
  const modules = useRun((run) => run.result?.modules);
  const hidden = useView((view) => view.present.hiddenModules);
  const names = useView((view) => view.present.moduleNames);
  if (!modules || modules.length === 0) {
    return (
      <p className="quiet">
        {modules ? 'No two genes are regulated alike.' : 'Modules appear when training ends.'}
      </p>
    );
  }
  return (
    <ul className={classes.list}>
      {modules.map((module, index) => {
        const name = names[index] ?? module.name;
        return (
          <li key={module.name}>
            <Checkbox
              aria-label={`Show ${name}`}
              checked={!hidden.includes(index)}
              onChange={() => {
                toggleModule(index);
              }}
            />
            <span className={classes.dot} style={{ background: moduleColor(index) }} aria-hidden />
            <button
              type="button"
              onClick={() => {
                select({ kind: 'module', module: index });
              }}
            >
              {name}
            </button>
            <span className="number">{module.genes.length}</span>
          </li>
        );
      })}
    </ul>
  );
}
