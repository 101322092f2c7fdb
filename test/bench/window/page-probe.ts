import type { CDPSession, Page } from 'playwright';

/** A task longer than this is a stutter that people see (https://web.dev/articles/optimize-long-tasks). */
export const LONG_TASK_MS = 50;

/** What is measured inside of the page. As a text: the bench is checked without the browser's types. */
const IN_PAGE = `
  globalThis.probe = { longTasks: [], frames: [], keyAt: 0 };
  new PerformanceObserver((list) => probe.longTasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
  probe.watchFrames = () => {
    let last = performance.now();
    probe.isWatching = true;
    probe.frames = [];
    const onFrame = (now) => { probe.frames.push(now - last); last = now; if (probe.isWatching) requestAnimationFrame(onFrame); };
    requestAnimationFrame(onFrame);
  };
  addEventListener('input', () => { probe.keyAt = performance.now(); }, true);
  probe.arm = () => { probe.painted = new Promise((resolve) => { probe.onPainted = resolve; }); };
  probe.watchResults = () => {
    const grid = document.querySelector('[role=grid]');
    new MutationObserver(() => {
      const { keyAt } = probe;
      requestAnimationFrame(() => setTimeout(() => probe.onPainted?.(performance.now() - keyAt)));
    }).observe(grid, { attributes: true, attributeFilter: ['aria-rowcount'] });
  };
`;

/** Numbers of Chromium about a page, since it was loaded. */
export type PageNumbers = {
  /** The share of its main thread is the growth of this over time. */
  readonly taskSeconds: number;
  readonly heapBytes: number;
  readonly layouts: number;
  readonly styles: number;
};

/** A page that is measured. */
export class PageProbe {
  readonly page: Page;
  readonly #cdp: CDPSession;
  /** Messages that the core has sent it. */
  messages = 0;

  private constructor(page: Page, cdp: CDPSession) {
    this.page = page;
    this.#cdp = cdp;
    page.on('websocket', (socket) => {
      socket.on('framereceived', () => {
        this.messages += 1;
      });
    });
  }

  /** Before the page is loaded. */
  static async attach(page: Page): Promise<PageProbe> {
    await page.addInitScript(IN_PAGE);
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable');
    return new PageProbe(page, cdp);
  }

  /** The numbers now; what can be collected is collected first. */
  async numbers(): Promise<PageNumbers> {
    await this.#cdp.send('HeapProfiler.collectGarbage');
    const { metrics } = await this.#cdp.send('Performance.getMetrics');
    const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
    return {
      taskSeconds: of('TaskDuration'),
      heapBytes: of('JSHeapUsedSize'),
      layouts: of('LayoutCount'),
      styles: of('RecalcStyleCount'),
    };
  }

  /** Presses a key that changes what a search finds; @returns milliseconds until that was painted. */
  async search(key: string): Promise<number> {
    await this.page.evaluate('probe.arm()');
    await this.page.keyboard.press(key);
    return await this.page.evaluate<number>('probe.painted');
  }

  /** Long tasks and frames during some work. A frame is dropped when the one before it took the time of two. */
  async during(work: () => Promise<void>): Promise<{ longTasks: readonly number[]; dropped: number; frames: number }> {
    await this.page.evaluate('probe.longTasks.length = 0, probe.watchFrames()');
    await work();
    await this.page.evaluate('probe.isWatching = false');
    const longTasks = await this.page.evaluate<number[]>('probe.longTasks');
    const frames = await this.page.evaluate<number[]>('probe.frames');
    const dropped = frames.reduce((sum, ms) => sum + Math.max(Math.round(ms / FRAME_MS) - 1, 0), 0);
    return { longTasks, dropped, frames: frames.length };
  }
}

/** Headless Chromium paints 60 times a second. */
const FRAME_MS = 1000 / 60;
