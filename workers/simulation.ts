/** The simulation worker: makes the screen of a demo; it ends after its answer, or with Cancel. See protocol.ts. */
import { expose, transfer } from 'comlink';
import { demoScreens, simulateRandomScreen } from '../src/simulation/randomScreen';
import { screenH5ad, truthTsv } from '../src/simulation/screenFile';
import type { SimulationApi } from './protocol';

const api: SimulationApi = {
  async simulate(demo, onProgress) {
    let reported = 0;
    const screen = simulateRandomScreen(demoScreens[demo], (done, all) => {
      const percent = Math.floor((100 * done) / all);
      if (percent === reported) return;
      reported = percent;
      onProgress(percent);
    });
    const data = await screenH5ad(screen);
    return transfer({ data, truth: truthTsv(screen) }, [data.buffer]);
  },
};

expose(api);
