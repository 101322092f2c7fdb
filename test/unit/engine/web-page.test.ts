import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPageInsteadOfFile } from '../../../main/engine/web-page.ts';

const PAGE = { status: 200, headers: { 'content-type': 'text/html' } };

test('a page is no archive, program, film, picture or document', () => {
  for (const name of [
    'a.zip',
    '/x/a.tar.gz',
    'a.tgz',
    'a.exe',
    'a.deb',
    'a.iso',
    'a.mp4',
    'a.jpg',
    'a.pdf',
    'a.docx',
    'a.gguf',
  ]) {
    assert.ok(isPageInsteadOfFile(PAGE, [name]), name);
  }
});

test('a page may be what a page, a script, a text, a site or something without an ending brings', () => {
  for (const name of [
    '/',
    'zip',
    'a.html',
    'a.xhtml',
    'a.php',
    'a.aspx',
    'a.txt',
    'a.md',
    'a.js',
    'example.com',
    'x.org',
    'v1.2',
    'a.json',
  ]) {
    assert.ok(!isPageInsteadOfFile(PAGE, [name]), name);
  }
});

test('any other type is believed', () => {
  assert.ok(!isPageInsteadOfFile({ status: 200, headers: { 'content-type': 'text/plain' } }, ['a.zip']));
  assert.ok(!isPageInsteadOfFile({ status: 200, headers: {} }, ['a.zip']));
});
