import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  commandOf,
  DEFAULT_SHORTCUTS,
  keyConflict,
  SHORTCUT_COMMANDS,
  shortcutsOf,
  shortcutsSchema,
  writeKey,
  type PressedKey,
} from '../../../shared/shortcuts.ts';

function press(key: string, modifiers: Partial<PressedKey> = {}): PressedKey {
  return { key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...modifiers };
}

describe('shortcuts', () => {
  test('keys are written alike on every keyboard', () => {
    assert.equal(writeKey(press('f', { ctrlKey: true })), 'Mod+F');
    assert.equal(writeKey(press('F', { metaKey: true, shiftKey: true })), 'Mod+Shift+F');
    assert.equal(writeKey(press('?', { shiftKey: true })), '?');
    assert.equal(writeKey(press(' ')), 'Space');
    assert.equal(writeKey(press('F10', { shiftKey: true })), 'Shift+F10');
    assert.equal(writeKey(press('Control', { ctrlKey: true })), null);
  });

  test('every default key leads to its command, and none to two', () => {
    const keys = SHORTCUT_COMMANDS.flatMap((command) => [...DEFAULT_SHORTCUTS[command]]);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(commandOf(press('n'), DEFAULT_SHORTCUTS), 'add');
    assert.equal(commandOf(press('n', { altKey: true }), DEFAULT_SHORTCUTS), null);
  });

  test('a chosen key replaces those of before, and nothing else', () => {
    const shortcuts = shortcutsOf({ add: ['Mod+Shift+A'] });
    assert.equal(commandOf(press('A', { ctrlKey: true, shiftKey: true }), shortcuts), 'add');
    assert.equal(commandOf(press('n'), shortcuts), null);
    assert.equal(commandOf(press('a', { ctrlKey: true }), shortcuts), 'selectAll');
  });

  test('a key of another command, or one that means something everywhere, is a conflict', () => {
    assert.deepEqual(keyConflict('Mod+F', 'add', DEFAULT_SHORTCUTS), { kind: 'taken', by: 'search' });
    assert.equal(keyConflict('Mod+F', 'search', DEFAULT_SHORTCUTS), null);
    assert.deepEqual(keyConflict('ArrowDown', 'add', DEFAULT_SHORTCUTS), { kind: 'reserved' });
    assert.equal(keyConflict('Mod+J', 'add', DEFAULT_SHORTCUTS), null);
  });

  test('unknown commands are refused', () => {
    assert.equal(shortcutsSchema().safeParse({ explode: ['X'] }).success, false);
    assert.equal(shortcutsSchema().safeParse({}).success, true);
  });
});
