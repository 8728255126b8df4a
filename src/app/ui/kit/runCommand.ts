/** A command of the registry as what a button does. */
import { command } from '../../session/commands';

export function runCommand(id: string): () => void {
  return () => {
    command(id).run();
  };
}
