import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { copiedLinks, watchClipboard } from '../../main/desktop/clipboard-watch.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import { FakeClock } from '../fakes/fake-clock.ts';
import { boot, buildForDesktop, eventually, openedWindow, pageClient, statesByName } from './desktop-harness.ts';

before(buildForDesktop);

test('a copied text counts when it is nothing but http links', () => {
  assert.deepEqual(copiedLinks(' https://a.test/1\nhttp://a.test/2 https://a.test/1\n'), [
    'https://a.test/1',
    'http://a.test/2',
  ]);
  for (const text of [
    '',
    'a.test/1',
    'ftp://a.test/1',
    'see https://a.test/1',
    'sluice:https://a.test/1',
    'https://',
  ]) {
    assert.deepEqual(copiedLinks(text), [], text);
  }
  assert.deepEqual(copiedLinks(`https://a.test/${'x'.repeat(300_000)}`), []);
});

/** A watch whose clipboard and settings the test holds. */
function setUp(known: readonly string[] = []) {
  const clock = new FakeClock();
  const offers: (readonly string[])[] = [];
  const listeners: ((settings: Settings) => void)[] = [];
  let settings: Settings = DEFAULT_SETTINGS;
  let text = '';
  let reads = 0;
  const works: Promise<unknown>[] = [];
  const watch = watchClipboard({
    clipboard: {
      readText: () => {
        reads += 1;
        return Promise.resolve(text);
      },
    },
    clock,
    settings: { settings: () => settings, onSettings: (listener) => listeners.push(listener) },
    isKnown: (link) => known.includes(link),
    offer: (links) => offers.push(links),
    inBackground: (work) => works.push(work),
  });
  return {
    clock,
    offers,
    watch,
    reads: () => reads,
    turn: (isOn: boolean): void => {
      settings = { ...settings, watchClipboard: isOn };
      for (const listener of listeners) listener(settings);
    },
    copy: async (next: string): Promise<void> => {
      text = next;
      clock.advance(1000);
      await Promise.all(works);
      await nextTurn();
    },
    settle: () => Promise.all(works),
  };
}

test('while it is off, nothing is read and no timer waits', async () => {
  const { clock, reads, watch, turn, settle, copy } = setUp();
  assert.deepEqual([reads(), clock.pendingTimers], [0, 0]);
  turn(true);
  await settle();
  assert.deepEqual([reads(), clock.pendingTimers], [1, 1]);
  turn(false);
  assert.equal(clock.pendingTimers, 0);
  await copy('https://a.test/1');
  assert.equal(reads(), 1);
  turn(true);
  await settle();
  watch[Symbol.dispose]();
  assert.equal(clock.pendingTimers, 0);
  turn(true);
  assert.equal(clock.pendingTimers, 0);
});

test('links are offered once each, but not those of before, those on the list, or what is no link', async () => {
  const { offers, turn, copy, settle, clock, reads } = setUp(['https://a.test/known']);
  await copy('https://a.test/before');
  turn(true);
  await settle();
  await copy('https://a.test/before');
  await copy('my password');
  await copy('https://a.test/known');
  assert.deepEqual(offers, []);
  await copy('https://a.test/1');
  await copy('something else');
  await copy('https://a.test/1');
  await copy('https://a.test/1 https://a.test/2');
  await copy('https://a.test/before');
  assert.deepEqual(offers, [['https://a.test/1'], ['https://a.test/2']]);
  const before = reads();
  clock.advance(999);
  await settle();
  assert.equal(reads(), before, 'at most once a second');
});

test('a copied link is asked about by a notification, and added only through the dialog', async () => {
  await using app = await boot();
  const { electron } = app;
  const page = pageClient(await openedWindow(electron));
  await page.call('settings.change', { watchClipboard: true });
  await eventually(() => electron.state.clipboardReads > 0, 'the first look');
  electron.state.clipboardText = 'https://example.test/film.mkv?token=secret';
  const notification = await eventually(() => electron.notifications[0], 'the notification');
  assert.equal(notification.options.title, 'Link copied');
  assert.equal(notification.options.body, 'film.mkv (example.test)');
  assert.deepEqual(page.requests, []);
  notification.press('Add…');
  await eventually(() => page.requests.length > 0, 'the request to the page');
  assert.deepEqual(page.requests, [{ kind: 'addLinks', links: ['https://example.test/film.mkv?token=secret'] }]);
  assert.deepEqual(await statesByName(page), {});
});

test('with the setting a copied link is added at once, and that is told', async () => {
  await using app = await boot();
  const { electron } = app;
  const window = await openedWindow(electron);
  const page = pageClient(window);
  await page.call('settings.change', { watchClipboard: true, addCopiedLinks: true });
  await eventually(() => electron.state.clipboardReads > 0, 'the first look');
  electron.state.clipboardText = 'http://127.0.0.1:9/film.mkv';
  const notification = await eventually(() => electron.notifications[0], 'the notification');
  assert.equal(notification.options.title, 'Copied link added');
  assert.deepEqual(Object.keys(await statesByName(page)), ['film.mkv']);
  assert.deepEqual(page.requests, []);
  window.hide();
  notification.emit('click');
  assert.equal(window.isVisible(), true);
});
