import assert from 'node:assert/strict';
import { test } from 'node:test';
import { updateSource } from '../../../build/update-source.ts';

const REPOSITORY = { GITHUB_REPOSITORY: 'someone/sluice' };
const SOURCE = { provider: 'github', owner: 'someone', repo: 'sluice' };

test('only a signed release knows where newer versions come from', () => {
  for (const platform of ['win32', 'darwin', 'linux'] as const) {
    assert.equal(updateSource({}, platform), null);
    assert.equal(updateSource(REPOSITORY, platform), null);
    assert.equal(updateSource({ ...REPOSITORY, CSC_LINK: '', SLUICE_RELEASE: '' }, platform), null);
  }
  assert.deepEqual(updateSource({ ...REPOSITORY, CSC_LINK: 'base64' }, 'win32'), SOURCE);
  assert.deepEqual(updateSource({ ...REPOSITORY, CSC_LINK: 'base64' }, 'darwin'), SOURCE);
  assert.deepEqual(updateSource({ ...REPOSITORY, SLUICE_RELEASE: '1' }, 'linux'), SOURCE);
  assert.equal(updateSource({ CSC_LINK: 'base64', SLUICE_RELEASE: '1', GITHUB_REPOSITORY: 'half' }, 'win32'), null);
});
