import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Category } from '../../../shared/category.ts';
import { ruledFolder, type FolderRule } from '../../../shared/folder-rules.ts';

const RULES: readonly FolderRule[] = [
  { category: 'video', host: 'example.org', folder: '/lectures' },
  { category: 'video', host: '', folder: '/films' },
  { category: null, host: 'example.net', folder: '/net' },
];

function folderOf(
  name: string,
  host: string,
  contentType: string | null = null,
  category: Category | null = null,
): string | null {
  return ruledFolder(RULES, { name, host, contentType, category });
}

test('the first rule that fits kind and server decides', () => {
  assert.equal(folderOf('a.mp4', 'example.org'), '/lectures');
  assert.equal(folderOf('a.mp4', 'files.EXAMPLE.org:8443'), '/lectures');
  assert.equal(folderOf('a.mp4', 'notexample.org'), '/films');
  assert.equal(folderOf('a.zip', 'example.net'), '/net');
  assert.equal(folderOf('a.zip', 'example.org'), null);
  assert.equal(folderOf('stream', 'example.com', 'video/mp4'), '/films');
  // What someone says that it is comes before what its name says.
  assert.equal(folderOf('a.zip', 'example.com', null, 'video'), '/films');
  assert.equal(folderOf('a.mp4', 'example.com', null, 'archives'), null);
});
