import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { shortHex, groupHex } from '../../../renderer/format/certificate-text.ts';
import { boundsText, defaultText, fieldText } from '../../../renderer/format/setting-text.ts';
import { createLoader } from '../../../renderer/model/loader.ts';
import type { CallResult } from '../../../renderer/model/core-client.ts';
import {
  isDefault,
  readSettingText,
  resetChange,
  SETTING_ITEMS,
  type SettingItem,
  type TextItem,
} from '../../../renderer/model/setting-items.ts';
import { searchSettings } from '../../../renderer/model/settings-search.ts';
import { SETTINGS_SECTIONS } from '../../../renderer/model/settings-model.ts';
import { DEFAULT_SETTINGS, settingsChangeSchema, type Settings } from '../../../shared/settings.ts';
import { frameOf } from './fake-core.ts';
import { createModelBench } from './model-bench.ts';

const items = SETTINGS_SECTIONS.flatMap((section) => SETTING_ITEMS[section]);
const find = (name: string): SettingItem => items.find((item) => item.name === name) ?? assert.fail(name);

const TEXT_KINDS: ReadonlySet<SettingItem['kind']> = new Set([
  'number',
  'folder',
  'address',
  'text',
  'lines',
  'speeds',
]);

function isText(item: SettingItem): item is TextItem {
  return TEXT_KINDS.has(item.kind);
}

function read(name: string, text: string): unknown {
  const item = find(name);
  assert.ok(isText(item));
  const result = readSettingText(item, text);
  return result.ok ? result.change : 'refused';
}

/** What is said of a text that cannot be used. */
function refusalOf(name: string, text: string): string {
  const item = find(name);
  assert.ok(isText(item));
  const result = readSettingText(item, text);
  return result.ok ? '' : boundsText(item, result.line);
}

describe('settings', () => {
  test('every setting has one place in the window', () => {
    assert.deepEqual(items.map((item) => item.name).toSorted(), Object.keys(DEFAULT_SETTINGS).toSorted());
  });

  test('what stands in a field is read back as the same value, and a reset is a legal change', () => {
    for (const item of items) {
      assert.ok(settingsChangeSchema().safeParse(resetChange(item.name)).success, item.name);
      assert.ok(isDefault(item.name, DEFAULT_SETTINGS));
      assert.notEqual(defaultText(item), '');
      if (!isText(item)) continue;
      const change = readSettingText(item, fieldText(item, DEFAULT_SETTINGS));
      assert.deepEqual(change, { ok: true, change: resetChange(item.name) });
    }
  });

  test('numbers are read in the unit that is shown, and refused out of bounds', () => {
    assert.deepEqual(read('limitBytesPerSecond', '2.5'), { limitBytesPerSecond: 2_500_000 });
    assert.deepEqual(read('limitBytesPerSecond', '0,5'), { limitBytesPerSecond: 500_000 });
    assert.deepEqual(read('idleTimeoutMs', '45'), { idleTimeoutMs: 45_000 });
    assert.equal(read('idleTimeoutMs', '0'), 'refused');
    assert.equal(read('connectionsPerDownload', '33'), 'refused');
    assert.equal(read('connectionsPerDownload', 'many'), 'refused');
    assert.equal(read('connectionsPerDownload', '2.5'), 'refused');
    const item = find('connectionsPerDownload');
    assert.ok(isText(item));
    assert.equal(boundsText(item, null), 'A number from 0 to 32.');
  });

  test('an empty folder is the system’s; lines lose their blanks', () => {
    assert.deepEqual(read('downloadFolder', '  '), { downloadFolder: null });
    assert.deepEqual(read('allowedFolders', ' /a \n\n/b'), { allowedFolders: ['/a', '/b'] });
    assert.equal(read('rpcAllowedOrigins', 'not an origin'), 'refused');
  });

  test('limits of servers are lines of a server and a speed', () => {
    const hostLimits = [
      { host: 'example.org', bytesPerSecond: 500_000 },
      { host: '[::1]', bytesPerSecond: 2_000_000 },
    ];
    assert.deepEqual(read('hostLimits', ' Example.org  0,5\n\n[::1] 2'), { hostLimits });
    const item = find('hostLimits');
    assert.ok(isText(item));
    assert.equal(fieldText(item, { ...DEFAULT_SETTINGS, hostLimits }), 'example.org 0.5\n[::1] 2');
    for (const wrong of [
      'example.org',
      'example.org fast',
      'https://example.org/ 1',
      'example.org:80 1',
      'example.org 0',
    ]) {
      assert.equal(read('hostLimits', wrong), 'refused', wrong);
    }
  });

  test('of several lines the first that cannot be used is named', () => {
    assert.equal(refusalOf('hostLimits', 'a.org 1\n\n b.org fast \nc.org x'), 'This line cannot be used: b.org fast');
    assert.equal(refusalOf('rpcAllowedOrigins', 'https://a.org\nnothing'), 'This line cannot be used: nothing');
    assert.equal(refusalOf('userAgent', 'a\u0000'), 'This cannot be used.');
  });

  test('a change shows at once what the core made of it; a refusal is a sentence', async () => {
    const { model, answer, refuse } = await createModelBench();
    const changing = model.settings.change({ maxActiveDownloads: 2 });
    await answer('settings.change', { ...DEFAULT_SETTINGS, maxActiveDownloads: 2 });
    assert.equal(await changing, null);
    const state = model.settings.settings.state.get();
    assert.equal(state.kind === 'ready' && state.value.maxActiveDownloads, 2);
    const refused = model.settings.change({ downloadFolder: 'x' });
    await refuse('settings.change', 'call.folderNotAbsolute');
    assert.match((await refused) ?? '', /full path/u);
  });

  test('a frame from before a change, which is painted after its reply, does not take the change back', async () => {
    const paints: (() => void)[] = [];
    const { core, model, answer } = await createModelBench((callback) => paints.push(callback));
    const changing = model.settings.change({ onWindowClose: 'hide' });
    core.send({ type: 'frame', frame: frameOf({ settings: { ...DEFAULT_SETTINGS, notifications: false } }) });
    const changed: Settings = { ...DEFAULT_SETTINGS, notifications: false, onWindowClose: 'hide' };
    await answer('settings.change', changed);
    assert.equal(await changing, null);
    assert.equal(paints.length, 1);
    for (const paint of paints) paint();
    assert.deepEqual(model.settings.settings.state.get(), { kind: 'ready', value: changed });
  });

  test('a list is asked for again after something was forgotten', async () => {
    const { core, model, lastCall, answer } = await createModelBench();
    const fact = { host: 'example.org', kind: 'noRanges', value: 1, learnedAtMs: 1, expiresAtMs: 2 } as const;
    const loading = model.settings.facts.reload();
    await answer('hosts.list', { facts: [fact] });
    await loading;
    const forgetting = model.settings.forgetHost('example.org');
    assert.deepEqual(lastCall('hosts.forget').input, { host: 'example.org' });
    await answer('hosts.forget', { changed: 1 });
    await answer('hosts.list', { facts: [] });
    assert.equal(await forgetting, null);
    assert.deepEqual(model.settings.facts.state.get(), { kind: 'ready', value: [] });
    assert.equal(core.calls().filter((call) => call.name === 'hosts.list').length, 2);
  });
});

test('a loader keeps what it has when the core is away, and only the last of several answers counts', async () => {
  const waiting: ((result: CallResult<number>) => void)[] = [];
  const loader = createLoader<number>(() => new Promise((resolve) => waiting.push(resolve)));
  const first = loader.reload();
  const second = loader.reload();
  waiting[1]?.({ ok: true, value: 2 });
  waiting[0]?.({ ok: true, value: 1 });
  await Promise.all([first, second]);
  assert.deepEqual(loader.state.get(), { kind: 'ready', value: 2 });
  const third = loader.reload();
  waiting[2]?.({ ok: false, code: 'window.disconnected', detail: '' });
  await third;
  assert.deepEqual(loader.state.get(), { kind: 'ready', value: 2 });
});

test('a digest is grouped to be compared, and shortened for a list', () => {
  assert.equal(groupHex('0123456789ab'), '0123 4567 89ab');
  assert.equal(shortHex('0'.repeat(8) + '1'.repeat(48) + 'f'.repeat(8)), '00000000…ffffffff');
});

function found(query: string) {
  return searchSettings(query).map(({ section, items: fitting }) => [section, fitting.map((item) => item.name)]);
}

test('settings are found by their names, their help, their choices and their section', () => {
  assert.deepEqual(found('same time'), [['limits', ['maxActiveDownloads']]]);
  assert.deepEqual(found('START again'), [['names', ['onChanged']]]);
  assert.deepEqual(found('certificates'), [['certificates', []]]);
  assert.deepEqual(found('privacy look'), [['privacy', ['inspectLinks', 'updateChecks']]]);
  assert.deepEqual(found(' '), []);
  assert.deepEqual(found('xyzzy'), []);
});
