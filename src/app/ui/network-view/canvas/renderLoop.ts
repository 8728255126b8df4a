/**
 * Cytoscape asks for sixty frames a second as long as it exists, which costs a tenth of a core. This lets it rest while nothing changes.
 * Uses members that Cytoscape does not document; without them it runs on as it is.
 */
import type { Core } from 'cytoscape';

interface Renderer {
  /** Ends the loop at its next frame. */
  destroyed: boolean;
  renderLoopStarted: boolean;
  /** Nothing where it is believed to run. */
  startRenderLoop(): void;
  /** Wants to draw in the next frame; does not start the loop. */
  redraw(options?: unknown): void;
  /** Starts the loop and wants to draw; nothing where `destroyed`. */
  notify(...event: unknown[]): void;
  beforeRender(listener: (willDraw: boolean) => void, priority: number): void;
}

/** Frames without anything to draw before it rests: fades and cached pictures of nodes come a little later. */
const IDLE_FRAMES = 20;

export function restWhenIdle(core: Core): void {
  const renderer = rendererOf(core);
  if (!renderer) return;
  let frames = 0;
  let idle = 0;
  /** The loop was told to end, and may not have. */
  let ending = false;
  let wanted = false;

  const rest = () => {
    const before = frames;
    ending = true;
    wanted = false;
    renderer.destroyed = true;
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        ending = false;
        if (core.destroyed()) return;
        renderer.destroyed = false;
        if (frames > before) return;
        renderer.renderLoopStarted = false;
        if (wanted) renderer.startRenderLoop();
      }),
    );
  };
  const wake = () => {
    idle = 0;
    wanted = true;
    if (ending && !core.destroyed()) renderer.destroyed = false;
  };

  renderer.beforeRender((willDraw) => {
    frames++;
    idle = willDraw ? 0 : idle + 1;
    if (idle > IDLE_FRAMES && !ending) rest();
  }, 0);
  const notify = renderer.notify.bind(renderer);
  renderer.notify = (...event) => {
    wake();
    notify(...event);
  };
  const redraw = renderer.redraw.bind(renderer);
  renderer.redraw = (options) => {
    wake();
    redraw(options);
    renderer.startRenderLoop();
  };
}

function rendererOf(core: Core): Renderer | null {
  const get: unknown = Reflect.get(core, 'renderer');
  const found: unknown = typeof get === 'function' ? Reflect.apply(get, core, []) : null;
  return isRenderer(found) ? found : null;
}

function isRenderer(found: unknown): found is Renderer {
  if (typeof found !== 'object' || found === null) return false;
  return ['startRenderLoop', 'redraw', 'notify', 'beforeRender'].every(
    (name) => typeof Reflect.get(found, name) === 'function',
  );
}
