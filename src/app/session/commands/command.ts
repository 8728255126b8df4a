/** One action of the app as an object, and the two conditions many of them share. */
import { currentNetwork } from '../actions/downloads';
import { emitViewEvent, hasViewListener, type ViewEvent } from '../viewBus';

type CommandGroup = 'Data' | 'Training' | 'Network' | 'Perturb' | 'Edit' | 'Export' | 'Page';

export interface Command {
  readonly id: string;
  readonly label: string;
  /** Name in @tabler/icons-react without the prefix: 'PlayerPlay' is IconPlayerPlay. */
  readonly icon: string;
  /**
   * Key as in KeyboardEvent.key, with 'Mod+' for ⌘ or Ctrl and 'Shift+' where it matters: ' ', '.', 'Mod+z', 'Shift+Mod+z'.
   * Several keys may stand for the same command.
   */
  readonly shortcuts: readonly string[];
  readonly group: CommandGroup;
  enabled(): boolean;
  run(): void;
}

/** Something was learned, finished or not. */
export function hasNetwork(): boolean {
  return currentNetwork() !== null;
}

/** A command for whatever on screen listens to `event`. */
export function viewCommand(
  event: ViewEvent,
  rest: Pick<Command, 'id' | 'label' | 'icon' | 'shortcuts' | 'group'>,
): Command {
  return { ...rest, enabled: () => hasViewListener(event), run: () => emitViewEvent(event) };
}
