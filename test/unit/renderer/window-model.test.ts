import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isShownBy } from '../../../main/app/view-rule.ts';
import { countFilter } from '../../../renderer/model/view-filters.ts';
import type { CallName } from '../../../shared/contract.ts';
import { VIEW_FILTERS } from '../../../shared/view-filter.ts';
import { LEGAL_MOVES } from '../../../shared/download-state.ts';
import { frameOf, ids, NO_COUNTS, rowOf, settle } from './fake-core.ts';
import { createModelBench } from './model-bench.ts';

const count = (names: readonly { readonly name: string }[], name: CallName): number =>
  names.filter((call) => call.name === name).length;

describe('a window', () => {
  test('tells its visibility, watches the newest first and asks about the app when the core is there', async () => {
    const { core, lastCall } = await createModelBench();
    assert.deepEqual(
      core.calls().map((call) => call.name),
      ['view.visibility', 'view.watch', 'app.info'],
    );
    assert.deepEqual(lastCall('view.watch').input, {
      view: { filter: 'all', category: null, folder: null, host: null, search: '', sort: 'added', descending: true },
      ranges: [{ start: 0, end: 200 }],
    });
  });

  test('puts links that the app hands over into the add dialog, beside what stands there', async () => {
    const { core, model } = await createModelBench();
    model.addDraft.type('https://a.test/1', 'byHand');
    core.send({ type: 'request', request: { kind: 'addLinks', links: ['https://b.test/2', 'https://b.test/3'] } });
    assert.equal(model.addDraft.draft.get().typed, 'https://a.test/1\nhttps://b.test/2\nhttps://b.test/3');
    assert.deepEqual(model.dialog.get(), { kind: 'add' });
    assert.equal(count(core.calls(), 'downloads.add'), 0);
  });

  test('asks again after a gap, acknowledges all the same, and goes on from the next frame', async () => {
    const { core, model } = await createModelBench();
    core.send({ type: 'frame', frame: frameOf({ revision: 1, total: 1 }) });
    core.send({ type: 'frame', frame: frameOf({ revision: 3, total: 3 }) });
    assert.equal(count(core.calls(), 'view.watch'), 2);
    assert.deepEqual(core.sent.at(-1), { type: 'acknowledge', revision: 3 });
    core.send({ type: 'frame', frame: frameOf({ revision: 4, total: 4 }) });
    assert.equal(model.list.total.get(), 4);
    assert.equal(count(core.calls(), 'view.watch'), 2);
  });

  test('watches and tells its visibility again after the core was away', async () => {
    const { core, model } = await createModelBench();
    model.changeView({ filter: 'finished' });
    model.setVisibility('blurred');
    core.close('lost');
    core.open();
    await settle();
    const again = core.calls().slice(-3);
    assert.deepEqual(
      again.map((call) => call.name),
      ['view.visibility', 'view.watch', 'app.info'],
    );
    assert.deepEqual(again[0]?.input, { visibility: 'blurred' });
    assert.match(JSON.stringify(again[1]?.input), /"filter":"finished"/u);
  });

  test('says the same visibility once', async () => {
    const { core, model } = await createModelBench();
    model.setVisibility('hidden');
    model.setVisibility('hidden');
    assert.equal(count(core.calls(), 'view.visibility'), 2);
  });

  test('follows scrolling with one range, and keeps the row with the keyboard in a second', async () => {
    const { core, model, lastCall } = await createModelBench();
    core.send({ type: 'frame', frame: frameOf({ total: 5000 }) });
    model.watcher.showRows({ start: 10, end: 40 }, 12);
    assert.equal(count(core.calls(), 'view.watch'), 1);
    model.watcher.showRows({ start: 1000, end: 1030 }, 12);
    assert.deepEqual((lastCall('view.watch').input as { ranges: unknown }).ranges, [
      { start: 915, end: 1115 },
      { start: 12, end: 13 },
    ]);
    model.watcher.showRows({ start: 1005, end: 1035 }, 12);
    assert.equal(count(core.calls(), 'view.watch'), 2);
  });

  test('tells a call that did not work in words', async () => {
    const { core, model, lastCall } = await createModelBench();
    const running = model.commands.run('open', ids(1));
    const reply = { ok: false, code: 'call.openFailed', detail: 'xdg-open' } as const;
    core.send({ type: 'reply', callId: lastCall('downloads.open').callId, reply });
    await running;
    assert.deepEqual(
      model.messages.messages.get().map((message) => message.text),
      ['The system could not open it.'],
    );
    core.close('lost');
    await model.commands.pauseAll();
    assert.equal(model.messages.messages.get().at(-1)?.text, 'Sluice is not running, so nothing was changed.');
  });

  test('adds links in batches, tells how far it is, and tells refused ones', async () => {
    const { model, lastCall, answer } = await createModelBench();
    const downloads = Array.from({ length: 1001 }, (_, index) => ({ url: `https://example.org/${index}` }));
    const progress: number[] = [];
    const adding = model.commands.add({ downloads, paused: true }, { onProgress: (done) => progress.push(done) });
    await answer('downloads.add', {
      ids: downloads.slice(1).map((_, index) => ids(index + 1)[0] ?? null),
      refused: [],
    });
    assert.deepEqual(lastCall('downloads.add').input, {
      downloads: [{ url: 'https://example.org/1000' }],
      paused: true,
    });
    await answer('downloads.add', { ids: [null], refused: [{ input: 'x', code: 'link.notUrl' }] });
    assert.deepEqual(await adding, { kind: 'added' });
    assert.deepEqual(progress, [0, 1000]);
    assert.match(model.messages.messages.get()[0]?.text ?? '', /^1 link was not added\. This is not a link\./u);
    assert.match(model.messages.announcement.get(), /^Added 1\D?000 downloads$/u);
  });

  test('adding that is stopped takes back what it added', async () => {
    const { model, lastCall, answer } = await createModelBench();
    const downloads = Array.from({ length: 1001 }, (_, index) => ({ url: `https://example.org/${index}` }));
    const controller = new AbortController();
    const adding = model.commands.add({ downloads, paused: false }, { signal: controller.signal });
    controller.abort();
    await answer('downloads.add', { ids: ids(7, 8), refused: [] });
    assert.deepEqual(lastCall('downloads.remove').input, { ids: ids(7, 8), deleteFiles: true });
    await answer('downloads.remove', { changed: 2 });
    assert.deepEqual(await adding, { kind: 'takenBack' });
  });

  test('copies the links of rows at hand, and asks for the others', async () => {
    const { core, model, copied, answer } = await createModelBench();
    const frame = frameOf({ total: 2, placements: [{ start: 0, ids: ids(1) }], rows: [rowOf(1)] });
    core.send({ type: 'frame', frame });
    await model.commands.run('copyLink', ids(1));
    assert.deepEqual(copied, ['https://example.org/file-1.zip']);
    const copying = model.commands.run('copyLink', ids(1, 2));
    await answer('downloads.list', { total: 2, rows: [rowOf(1), rowOf(2)], progress: [] });
    await copying;
    assert.equal(copied.at(-1), 'https://example.org/file-1.zip\nhttps://example.org/file-2.zip');
  });

  test('shows the order after a move of which the list, in another order, shows nothing', async () => {
    const { model, answer, messages } = await createModelBench();
    void model.commands.move(ids(7), { kind: 'up' });
    await answer('downloads.move', { changed: 0 });
    assert.deepEqual(messages(), []);

    void model.commands.move(ids(7), { kind: 'down' });
    await answer('downloads.move', { changed: 1 });
    assert.deepEqual(messages(), ['The order in which downloads start has changed.']);
    model.messages.messages.get()[0]?.action?.run();
    const { sort, descending } = model.watcher.view.get();
    assert.deepEqual({ sort, descending }, { sort: 'queue', descending: false });

    model.messages.dismiss(model.messages.messages.get()[0]?.id ?? 0);
    void model.commands.move(ids(7), { kind: 'up' });
    await answer('downloads.move', { changed: 1 });
    assert.deepEqual(messages(), []);
  });

  test('announces once that a complete file could not be moved', async () => {
    const { core, model } = await createModelBench();
    const placements = [{ start: 0, ids: ids(1) }];
    const done = rowOf(1, { kind: 'completed', atMs: 1 });
    const relocation = { kind: 'failed', directory: '/films', name: null, problem: 'full' } as const;
    const stuck = { ...done, relocation };
    core.send({ type: 'frame', frame: frameOf({ total: 1, placements, rows: [done] }) });
    core.send({ type: 'frame', frame: frameOf({ revision: 2, total: 1, rows: [stuck] }) });
    assert.match(model.messages.announcement.get(), /^file-1\.zip: Could not be moved to \/films\. There is no room/u);
    model.messages.announce('');
    core.send({ type: 'frame', frame: frameOf({ revision: 3, total: 1, rows: [{ ...stuck, sizeBytes: 7 }] }) });
    assert.equal(model.messages.announcement.get(), '');
  });

  test('announces what finished, by name, or by number when it is out of sight', async () => {
    const { core, model } = await createModelBench();
    const placements = [{ start: 0, ids: ids(1) }];
    core.send({
      type: 'frame',
      frame: frameOf({ total: 9, placements, rows: [rowOf(1)], counts: { ...NO_COUNTS, completed: 5 } }),
    });
    assert.equal(model.messages.announcement.get(), '', 'what was complete before is no news');
    const done = rowOf(1, { kind: 'completed', atMs: 1 });
    core.send({
      type: 'frame',
      frame: frameOf({ revision: 2, total: 9, rows: [done], counts: { ...NO_COUNTS, completed: 6 } }),
    });
    assert.equal(model.messages.announcement.get(), 'file-1.zip is finished');
    core.send({ type: 'frame', frame: frameOf({ revision: 3, total: 9, counts: { ...NO_COUNTS, completed: 8 } }) });
    assert.equal(model.messages.announcement.get(), '2 downloads finished');
    const quick = rowOf(7, { kind: 'completed', atMs: 1 });
    core.send({
      type: 'frame',
      frame: frameOf({ revision: 4, total: 9, rows: [quick], counts: { ...NO_COUNTS, completed: 9 } }),
    });
    assert.equal(model.messages.announcement.get(), 'file-7.zip is finished');
    assert.equal(model.messages.messages.get().at(-1)?.action?.label, 'Open');
  });
});

test('a filter counts in the window what it shows in the core', () => {
  for (const kind of Object.keys(LEGAL_MOVES) as (keyof typeof LEGAL_MOVES)[]) {
    for (const filter of VIEW_FILTERS) {
      for (const failedMoves of kind === 'completed' ? [0, 1] : [0]) {
        const shown = isShownBy(filter, { kind, hasFailedMove: failedMoves > 0 }) ? 1 : 0;
        const counts = { ...NO_COUNTS, [kind]: 1 };
        assert.equal(countFilter({ counts, failedMoves }, filter), shown, `${kind} under ${filter}`);
      }
    }
  }
});
