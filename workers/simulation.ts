/** The simulation worker: makes a demo's screen. Ended by Cancel, and when it has answered. */
import { expose, transfer } from 'comlink';
import { demoScreens } from '../src/simulation/demoScreens';
import { simulateRandomScreen } from '../src/simulation/randomScreen';
import { screenH5ad, truthTsv } from '../src/simulation/screenFile';
import type { SimulationApi } from './protocol';

const api: SimulationApi = {
  async simulate(demo, onProgress) {
    let told = 0;
    const screen = simulateRandomScreen(demoScreens[demo], (done, all) => {
      const percent = Math.floor((100 * done) / all);
      if (percent === told) return;
      told = percent;
      onProgress(percent);
    });
    const data = await screenH5ad(screen);
    return transfer({ data, truth: truthTsv(screen) }, [data.buffer]);
  },
};

expose(api);
