/** What judges a run, loaded after the page: with the first data set, so that it is there long before a result. */
import type * as judging from '../../../inference/diagnosis/judge';
import { useRun } from '../stores';

export type Judge = typeof judging;

function createJudging() {
  let judge: Judge | null = null;

  let loading: Promise<Judge> | null = null;

  /** null until it has loaded. */
  function judgeNow(): Judge | null {
    return judge;
  }

  async function loadJudge(): Promise<Judge> {
    loading ??= import('../../../inference/diagnosis/judge');
    judge = await loading;
    return judge;
  }

  /** Whoever shows a verdict is asked again once it can be given. */
  function startJudging(): void {
    const load = () => {
      if (judge || !useRun.getState().dataset) return;
      unsubscribe();
      void loadJudge().then(() => useRun.setState({}));
    };
    const unsubscribe = useRun.subscribe(load);
    load();
  }

  return { judgeNow, loadJudge, startJudging };
}

export const { judgeNow, loadJudge, startJudging } = createJudging();
