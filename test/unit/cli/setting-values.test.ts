import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readSettings, SETTING_WORDS, settingText } from '../../../main/cli/setting-values.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';

const BASE = { workingFolder: '/work', homeFolder: '/home/me' };

const GOOD: readonly (readonly [word: string, change: object])[] = [
  ['maxActiveDownloads=3', { maxActiveDownloads: 3 }],
  ['limitBytesPerSecond=2M', { limitBytesPerSecond: 2 * 1024 ** 2 }],
  ['limitBytesPerSecond=500K', { limitBytesPerSecond: 500 * 1024 }],
  ['limitBytesPerSecond=none', { limitBytesPerSecond: 0 }],
  [
    'hostLimits=example.org=500K,[::1]=2M',
    {
      hostLimits: [
        { host: 'example.org', bytesPerSecond: 500 * 1024 },
        { host: '[::1]', bytesPerSecond: 2 * 1024 ** 2 },
      ],
    },
  ],
  ['hostLimits=none', { hostLimits: [] }],
  ['downloadFolder=sub/folder', { downloadFolder: '/work/sub/folder' }],
  ['downloadFolder=~/Videos', { downloadFolder: '/home/me/Videos' }],
  ['downloadFolder=~', { downloadFolder: '/home/me' }],
  ['downloadFolder=/a=b', { downloadFolder: '/a=b' }],
  ['downloadFolder=null', { downloadFolder: null }],
  ['downloadFolder=none', { downloadFolder: null }],
  ['allowedFolders=/srv, rel ,~/x', { allowedFolders: ['/srv', '/work/rel', '/home/me/x'] }],
  ['allowedFolders=["/with, comma"]', { allowedFolders: ['/with, comma'] }],
  ['allowedFolders=none', { allowedFolders: [] }],
  ['allowedFolders=', { allowedFolders: [] }],
  ['rpcAllowedOrigins=https://a.org,http://b:1', { rpcAllowedOrigins: ['https://a.org', 'http://b:1'] }],
];

for (const [word, change] of GOOD) {
  test(`reads ${word}`, () => assert.deepEqual(readSettings([word], BASE), { ok: true, change }));
}

const BAD: readonly (readonly [words: RegExp, ...given: string[]])[] = [
  [/maxActiveDownloads=0: Write a whole number from 1 to 100\./u, 'maxActiveDownloads=0'],
  [/from 0 to 32\./u, 'connectionsPerDownload=33'],
  [/from 1000 to 3600000\./u, 'idleTimeoutMs=1e4'],
  [/from 0 to 1000\./u, 'maxAttempts=none'],
  [/500K, 2M/u, 'limitBytesPerSecond=fast'],
  [/such as example\.org=500K/u, 'hostLimits=500K'],
  [/such as example\.org=500K/u, 'hostLimits=example.org=fast'],
  [/such as example\.org=500K/u, 'hostLimits=http://example.org=1M'],
  [/Write a folder, or none/u, 'downloadFolder='],
  [/JSON list/u, 'allowedFolders=["a"'],
  [/JSON list/u, 'allowedFolders=[1]'],
  [/such as https:\/\/example\.org/u, 'rpcAllowedOrigins=localhost:3000'],
  [/such as https:\/\/example\.org/u, 'rpcAllowedOrigins=example'],
  [/no setting “speed”\. The settings are downloadFolder, allowedFolders, folderRules/u, 'speed=3'],
  [/no setting “toString”/u, 'toString=3'],
  [/Write maxAttempts=VALUE/u, 'maxAttempts'],
  [/given twice/u, 'maxAttempts=1', 'maxAttempts=2'],
  [/from 1 to 100/u, 'maxAttempts=1', 'maxActivePerHost=-1'],
];

for (const [words, ...given] of BAD) {
  test(`refuses ${given.join(' ')} in words`, () => {
    const read = readSettings(given, BASE);
    assert.ok(!read.ok);
    assert.match(read.message, words);
  });
}

test('every setting has words, and its value can be written again', () => {
  assert.deepEqual(Object.keys(SETTING_WORDS), Object.keys(DEFAULT_SETTINGS));
  const hostLimits = [{ host: 'example.org', bytesPerSecond: 1000 }];
  const lists = { allowedFolders: ['/a, b', '/c'], rpcAllowedOrigins: ['https://a.org'], hostLimits };
  const settings = { ...DEFAULT_SETTINGS, ...lists };
  const words = Object.entries(settings).map(([name, value]) => `${name}=${settingText(value)}`);
  assert.deepEqual(readSettings(words, BASE), { ok: true, change: settings });
});
