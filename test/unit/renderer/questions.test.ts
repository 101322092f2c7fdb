import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frameOf, ids, rowOf } from './fake-core.ts';
import { createModelBench } from './model-bench.ts';

test('an answer goes to all that are selected, and says so when no question is open any more', async () => {
  const { model, lastCall, answer, messages } = await createModelBench();
  const answering = model.commands.answer(ids(1, 2), 'restart');
  assert.deepEqual(lastCall('downloads.answer').input, { ids: [1, 2], answer: 'restart' });
  await answer('downloads.answer', { changed: 2 });
  await answering;
  assert.equal(model.messages.announcement.get(), 'Answered for 2 downloads');
  assert.deepEqual(messages(), []);
  const tooLate = model.commands.answer(ids(1), 'restart');
  await answer('downloads.answer', { changed: 0 });
  await tooLate;
  assert.deepEqual(messages(), ['That question is not open any more.']);
});

test('a new link is taken, or refused with a reason that stands where it was typed', async () => {
  const { model, lastCall, answer, refuse, messages } = await createModelBench();
  const taking = model.commands.takeNewLink(rowOf(1), 'https://example.org/new');
  assert.deepEqual(lastCall('downloads.newLink').input, { id: 1, url: 'https://example.org/new' });
  await answer('downloads.newLink', null);
  assert.equal(await taking, null);
  assert.deepEqual(messages(), ['Sluice compares the new link with what has arrived of “file-1.zip”.']);
  const again = model.commands.takeNewLink(rowOf(1), 'ftp://example.org/new');
  await refuse('downloads.newLink', 'call.badInput');
  assert.match((await again) ?? '', /^Paste one link/u);
  assert.equal(messages().length, 1);
});

test('a program is opened only after the user confirmed it', async () => {
  const { model, lastCall, refuse, answer, messages } = await createModelBench();
  const opening = model.commands.run('open', ids(1));
  assert.deepEqual(lastCall('downloads.open').input, { id: 1, confirmed: false });
  await refuse('downloads.open', 'call.isProgram');
  await opening;
  assert.deepEqual(model.dialog.get(), { kind: 'openProgram', id: 1 });
  assert.deepEqual(messages(), []);
  const confirmed = model.commands.openProgram(ids(1)[0] ?? assert.fail());
  assert.deepEqual(lastCall('downloads.open').input, { id: 1, confirmed: true });
  await answer('downloads.open', null);
  await confirmed;
});

test('a check outlives its dialog, runs once, and only known damage is repaired', async () => {
  const { core, model, lastCall, answer, messages } = await createModelBench();
  const [one, two] = ids(1, 2);
  assert.ok(one !== undefined && two !== undefined);
  const { checks } = model;
  await checks.repair([one]);
  assert.equal(core.calls().filter((call) => call.name === 'downloads.repair').length, 0);
  const checking = checks.verify(one);
  await checks.verify(one);
  assert.equal(core.calls().filter((call) => call.name === 'downloads.verify').length, 1);
  assert.equal(checks.of(one).kind, 'running');
  await answer('downloads.verify', { checkedBytes: 10, uncheckedBytes: 0, damaged: [{ start: 2, end: 4 }] });
  await checking;
  assert.equal(checks.isDamaged(one), true);
  const repairing = checks.repair([one, two]);
  assert.deepEqual(lastCall('downloads.repair').input, { ids: [1] });
  await answer('downloads.repair', { changed: 1 });
  await repairing;
  assert.equal(checks.of(one).kind, 'repairing');
  assert.equal(checks.isDamaged(one), false);
  const placements = [{ start: 0, ids: ids(1) }];
  core.send({ type: 'frame', frame: frameOf({ total: 1, placements, rows: [rowOf(1, { kind: 'queued' })] }) });
  const rows = [rowOf(1, { kind: 'completed', atMs: 1 })];
  core.send({ type: 'frame', frame: frameOf({ revision: 2, total: 1, rows }) });
  assert.equal(checks.of(one).kind, 'repaired');
  assert.deepEqual(messages(), ['file-1.zip is finished']);
});

test('a check that did not work says why', async () => {
  const { model, refuse } = await createModelBench();
  const [one] = ids(1);
  assert.ok(one !== undefined);
  const checking = model.checks.verify(one);
  await refuse('downloads.verify', 'call.fileGone');
  await checking;
  const check = model.checks.of(one);
  assert.match(check.kind === 'failed' ? check.text : '', /not there any more/u);
});

test('a check shows how far it is, and is called off; then it is as if it had not begun', async () => {
  const { core, model, refuse } = await createModelBench();
  const [one] = ids(1);
  assert.ok(one !== undefined);
  const checking = model.checks.verify(one);
  const call = core.calls().findLast(({ name }) => name === 'downloads.verify');
  assert.ok(call !== undefined);
  const progress = { doneBytes: 4, totalBytes: 9 };
  core.send({ type: 'progress', callId: call.callId, progress });
  assert.deepEqual(model.checks.of(one), { kind: 'running', progress });
  model.checks.cancel(one);
  assert.deepEqual(core.sent.at(-1), { type: 'cancel', callId: call.callId });
  await refuse('downloads.verify', 'call.cancelled');
  await checking;
  assert.deepEqual(model.checks.of(one), { kind: 'none' });
});
