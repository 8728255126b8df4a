/**
 * The one account of the workers that compute in the background, beside the page and the trainer. What a person asks for (methods, screens,
 * confidence, networks of contexts) shares the cores, each with one worker at least; the comparison with other methods has what they leave of `workersOn`.
 */
/** Workers at once: one core is left to the page. */
const MAX_WORKERS = 4;

/** `room`: workers that fit into memory. */
export function workersOn(cores: number, room = Infinity): number {
  return Math.max(1, Math.min(cores - 1, MAX_WORKERS, room));
}

type PoolUser = 'methods' | 'screen' | 'confidence' | 'contexts';

function createPool() {
  /** Workers that are given or waited for. */
  const taken = new Map<PoolUser, number>();
  const followers = new Set<() => void>();
  const besides = (user: PoolUser | null) =>
    [...taken].reduce((sum, [other, workers]) => (other === user ? sum : sum + workers), 0);

  return {
    /** Workers that `user` may have beside the others. */
    roomFor: (user: PoolUser) => Math.max(1, navigator.hardwareConcurrency - besides(user)),
    /** For as long as it does not take another number. */
    take: (user: PoolUser, workers: number) => {
      if ((taken.get(user) ?? 0) === workers) return;
      taken.set(user, workers);
      for (const follower of followers) follower();
    },
    /** Workers for what nobody waits for. */
    left: () => Math.max(0, workersOn(navigator.hardwareConcurrency) - besides(null)),
    /** Calls the follower whenever others take or leave workers. */
    follow: (follower: () => void) => void followers.add(follower),
  };
}

export const pool = createPool();
