/** Opens the palette: genes and commands by name. */
import { IconSearch } from '@tabler/icons-react';
import { showScreen } from '../../session/actions';
import classes from './TopBar.module.css';

export function SearchButton() {
  return (
    <button
      type="button"
      className={classes.search}
      aria-label="Gene or command"
      onClick={() => {
        showScreen({ dialog: 'palette' });
      }}
    >
      <IconSearch size={15} stroke={1.75} aria-hidden />
      <span>Gene or command</span>
      <kbd>⌘K</kbd>
    </button>
  );
}
