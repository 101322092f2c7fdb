import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameTakenPolicy } from '../../../main/queue/name-taken-policy.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../../shared/settings.ts';
import { sampleDownload } from '../../support/sample-downloads.ts';

test('for a taken name the last answer goes before what came with the download, and that before the setting', () => {
  const settings: Settings = { ...DEFAULT_SETTINGS, onNameTaken: 'ask' };
  const plain = sampleDownload(1);
  const optioned = { ...plain, options: { ...plain.options, onNameTaken: 'skip' } } as const;
  const answered = { ...optioned, answers: ['overwrite', 'rename', 'restart'] } as const;
  const policies = [plain, optioned, answered].map((download) => nameTakenPolicy(download, settings));
  assert.deepEqual(policies, ['ask', 'skip', 'rename']);
});
