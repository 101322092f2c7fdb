import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { makeTempFolder } from '../../support/temp-folder.ts';

const TOP = path.resolve(import.meta.dirname, '../../..');

/** What the linter says about one file of one folder, in a copy of the project's configuration. */
function lint(file: string, source: string): { readonly passed: boolean; readonly output: string } {
  using folder = makeTempFolder();
  for (const name of ['.oxlintrc.json', 'tsconfig.json', 'package.json'])
    cpSync(path.join(TOP, name), path.join(folder.path, name));
  symlinkSync(path.join(TOP, 'node_modules'), path.join(folder.path, 'node_modules'));
  mkdirSync(path.join(folder.path, path.dirname(file)), { recursive: true });
  writeFileSync(path.join(folder.path, file), source);
  const oxlint = spawnSync(process.execPath, [path.join(TOP, 'node_modules/oxlint/bin/oxlint'), file], {
    cwd: folder.path,
    encoding: 'utf8',
  });
  return { passed: oxlint.status === 0, output: oxlint.stdout + oxlint.stderr };
}

const WRONG: readonly (readonly [file: string, specifier: string])[] = [
  ['shared/x.ts', 'node:fs'],
  ['shared/x.ts', '../main/app/ports.ts'],
  ['renderer/x.ts', '../main/app/ports.ts'],
  ['renderer/x.ts', 'node:path'],
  ['main/engine/x.ts', '../queue/scheduler.ts'],
  ['main/engine/x.ts', '../store/database.ts'],
  ['main/engine/x.ts', '../app/ports.ts'],
  ['main/engine/x.ts', 'better-sqlite3'],
  ['main/store/x.ts', '../queue/scheduler.ts'],
  ['main/store/x.ts', '../engine/engine.ts'],
  ['main/store/x.ts', '../engine/protocol.ts'],
  ['main/queue/x.ts', '../engine/engine.ts'],
  ['main/queue/x.ts', '../app/create-app.ts'],
  ['main/queue/x.ts', '../desktop/main.ts'],
  ['main/queue/x.ts', 'got'],
  ['main/queue/x.ts', 'node:https'],
  ['main/app/x.ts', '../server/loopback-server.ts'],
  ['main/app/x.ts', '../cli/main.ts'],
  ['main/app/x.ts', 'electron'],
  ['main/server/x.ts', '../cli/main.ts'],
  ['main/server/x.ts', '../queue/download-queue.ts'],
  ['main/server/x.ts', 'electron'],
  ['main/cli/x.ts', '../desktop/main.ts'],
  ['main/cli/x.ts', '../store/database.ts'],
  ['main/desktop/x.ts', '../store/database.ts'],
  ['main/desktop/x.ts', '../cli/get-command.ts'],
  ['main/desktop/x.ts', '../../test/fakes/electron/electron.ts'],
];

const RIGHT: readonly (readonly [file: string, specifier: string])[] = [
  ['main/engine/x.ts', '../../shared/byte-range.ts'],
  ['main/store/x.ts', '../engine/file-facts.ts'],
  ['main/queue/x.ts', '../engine/protocol.ts'],
  ['main/queue/x.ts', '../engine/transfer-request.ts'],
  ['main/queue/x.ts', '../app/ports.ts'],
  ['main/app/x.ts', '../queue/scheduler.ts'],
  ['main/server/x.ts', '../app/create-app.ts'],
  ['main/desktop/x.ts', 'electron'],
  ['main/desktop/x.ts', '../cli/main.ts'],
  ['main/desktop/x.ts', '../server/loopback-server.ts'],
];

describe('who may import whom', () => {
  for (const [file, specifier] of WRONG) {
    test(`${path.dirname(file)} may not import ${specifier}`, () => {
      const { passed, output } = lint(file, `import * as other from '${specifier}';\nexport const used = other;\n`);
      assert.equal(passed, false);
      assert.match(output, /no-restricted-imports/u);
    });
  }

  for (const [file, specifier] of RIGHT) {
    test(`${path.dirname(file)} may import ${specifier}`, () => {
      const { output } = lint(file, `import * as other from '${specifier}';\nexport const used = other;\n`);
      assert.doesNotMatch(output, /no-restricted-imports/u);
    });
  }
});

describe('the linter', () => {
  test('finds a floating promise', () => {
    const { passed, output } = lint(
      'main/app/x.ts',
      'async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n',
    );
    assert.equal(passed, false);
    assert.match(output, /no-floating-promises/u);
  });

  test('finds a switch that forgets a case', () => {
    const { passed, output } = lint(
      'main/app/x.ts',
      "export function act(kind: 'a' | 'b'): void {\n  switch (kind) {\n    case 'a':\n      break;\n  }\n}\n",
    );
    assert.equal(passed, false);
    assert.match(output, /switch-exhaustiveness-check/u);
  });
});
