import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Fetch } from '../../../main/engine/active-fetches.ts';
import { Reopening } from '../../../main/engine/reopening.ts';

type Fake = {
  accepted: boolean;
  readsAhead: boolean;
  isHeld: boolean;
  hold: () => void;
  goOn: () => void;
  end: number;
};

function fetchOf({ accepted = true, readsAhead = true } = {}): { readonly fetch: Fetch; readonly connection: Fake } {
  const connection: Fake = {
    accepted,
    readsAhead,
    isHeld: false,
    hold: () => (connection.isHeld = true),
    goOn: () => (connection.isHeld = false),
    end: 1000,
  };
  // As much of a connection as is looked at.
  return { fetch: { connection } as unknown as Fetch, connection };
}

function setUp({ hasPlace = true, splitting = true } = {}) {
  const gone: Fetch[] = [];
  const asked: Fetch[] = [];
  const newcomer = fetchOf({ accepted: false, readsAhead: false });
  const reopening = new Reopening({
    division: { isAlone: () => true, letGo: (fetch) => void gone.push(fetch) },
    allowance: { splitting, mayReplace: () => hasPlace, noteReplacement: () => {} },
    ask: (holder) => {
      asked.push(holder);
      return newcomer.fetch;
    },
  });
  return { reopening, newcomer, asked, letGo: gone };
}

describe('connections that read ahead of a new limit', () => {
  test('are held while one is asked for, and go when it came', () => {
    const { reopening, newcomer, asked, letGo } = setUp();
    const old = [fetchOf(), fetchOf(), fetchOf()];
    const fetches = old.map(({ fetch }) => fetch);
    reopening.allow();
    reopening.step(fetches);
    assert.deepEqual(asked, fetches.slice(0, 1));
    assert.ok(old.every(({ connection }) => connection.isHeld));
    reopening.step([...fetches, newcomer.fetch]);
    assert.equal(letGo.length, 0);
    newcomer.connection.accepted = true;
    reopening.step([...fetches.slice(1), newcomer.fetch]);
    assert.deepEqual(letGo, fetches.slice(1));
  });

  test('read on when it was refused, and none is asked for until the limits change again', () => {
    const { reopening, newcomer, asked } = setUp();
    const { fetch, connection } = fetchOf();
    reopening.allow();
    reopening.step([fetch]);
    reopening.noteEnd(newcomer.fetch, [fetch]);
    assert.equal(connection.isHeld, false);
    reopening.step([fetch]);
    assert.equal(asked.length, 1);
    reopening.allow();
    reopening.step([fetch]);
    assert.equal(asked.length, 2);
  });

  test('read on when the limit is gone before the newcomer came', () => {
    const { reopening, newcomer } = setUp();
    const old = [fetchOf(), fetchOf()];
    const all = [...old, newcomer].map(({ fetch }) => fetch);
    reopening.allow();
    reopening.step(old.map(({ fetch }) => fetch));
    for (const { connection } of old) connection.readsAhead = false;
    reopening.step(all);
    assert.deepEqual(old.map(({ connection }) => connection.isHeld), [false, false]); // prettier-ignore
  });

  test('make place for it where the server takes no more, unless there is only one', () => {
    const { reopening, asked, letGo } = setUp({ hasPlace: false });
    const [one, other] = [fetchOf().fetch, fetchOf().fetch];
    reopening.allow();
    reopening.step([one, other]);
    assert.deepEqual(letGo, [one]);
    reopening.allow();
    reopening.step([other]);
    assert.deepEqual([asked.length, letGo.length], [0, 1]);
  });

  test('stay where the server answers no ranges, and others are never touched', () => {
    const unsplittable = setUp({ splitting: false });
    unsplittable.reopening.allow();
    unsplittable.reopening.step([fetchOf().fetch]);
    const plain = setUp();
    plain.reopening.allow();
    plain.reopening.step([fetchOf({ readsAhead: false }).fetch]);
    for (const { asked, letGo } of [unsplittable, plain]) assert.equal(asked.length + letGo.length, 0);
  });
});
