import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isProgramFile } from '../../../shared/program-file.ts';

test('knows files that run when they are opened, whatever their case', () => {
  for (const name of [
    'setup.exe', 'Setup.MSI', 'a.bat', 'a.cmd', 'a.ps1', 'install.sh', 'x.desktop', 'X.app', 'x.jar', 'X-1.2.AppImage',
    'x.deb', 'x.rpm', 'x.dmg', 'x.pkg', 'x.scr', 'x.vbs', 'x.js', 'x.lnk', 'photo.jpg.exe', 'x.exe. ', '.exe',
  ]) {
    assert.equal(isProgramFile(name), true, name);
  } // prettier-ignore
});

test('opens documents, pictures, films and archives without asking', () => {
  for (const name of ['a.zip', 'a.tar.gz', 'a.pdf', 'a.mp4', 'exe', 'a.exe.zip', 'README', '', 'sh', 'a.docx']) {
    assert.equal(isProgramFile(name), false, name);
  }
});
