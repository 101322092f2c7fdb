import assert from 'node:assert/strict';
import { PassThrough, type Duplex } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createAttemptGate, type AttemptVerdict } from '../../../main/server/attempt-gate.ts';
import { FakeClock } from '../../fakes/fake-clock.ts';

function bench(freeWrongPerMinute = 2) {
  const clock = new FakeClock();
  const proven = new Set<Duplex>();
  const gate = createAttemptGate({
    matches: (candidate) => candidate === 'right',
    freeWrongPerMinute,
    clock,
    peers: { prove: (peer) => proven.add(peer), isProven: (peer) => proven.has(peer), touch: () => undefined },
  });
  /** Whether the answer is there without the clock moving. */
  async function answersNow(candidate: string, peer: Duplex = new PassThrough()): Promise<AttemptVerdict | 'later'> {
    let verdict: AttemptVerdict | 'later' = 'later';
    void gate.check(candidate, peer).then((answer) => (verdict = answer));
    await nextTurn();
    return verdict;
  }
  async function answersAfter(
    ms: number,
    candidate: string,
    peer: Duplex = new PassThrough(),
  ): Promise<AttemptVerdict> {
    const answer = gate.check(candidate, peer);
    await nextTurn();
    clock.advance(ms);
    return answer;
  }
  return { gate, clock, proven, answersNow, answersAfter };
}

test('the right secret is recognised whatever others tried before', async () => {
  const { clock, answersNow, answersAfter } = bench();
  for (let guess = 0; guess < 300; guess += 1) await answersAfter(5000, `guess ${guess}`);
  assert.equal(await answersNow('right'), 'later');
  assert.equal(await answersAfter(5000, 'right'), 'right');
  clock.advance(60_000);
  assert.equal(await answersNow('right'), 'right');
});

test('right and wrong come equally late while someone guesses', async () => {
  const { clock, answersNow, answersAfter } = bench();
  assert.equal(await answersNow('a'), 'wrong');
  assert.equal(await answersNow('b'), 'wrong');
  for (const candidate of ['c', 'right']) {
    const answer = answersAfter(0, candidate);
    let isThere = false;
    void answer.then(() => (isThere = true));
    await nextTurn();
    clock.advance(candidate === 'c' ? 99 : 199);
    await nextTurn();
    assert.ok(!isThere, candidate);
    clock.advance(1);
    assert.equal(await answer, candidate === 'c' ? 'wrong' : 'right');
  }
});

test('a wrong secret that was told already is answered at once and slows nobody down', async () => {
  const { answersNow } = bench();
  for (let repeat = 0; repeat < 10; repeat += 1) assert.equal(await answersNow('old'), 'wrong');
  assert.equal(await answersNow('right'), 'right');
});

test('hanging up does not spare the wait: an untold verdict is not answered at once to the next who asks', async () => {
  const { clock, gate, answersNow } = bench(0);
  const gone = new PassThrough();
  const untold = gate.check('guess', gone);
  await nextTurn();
  gone.destroy();
  clock.advance(5000);
  assert.equal(await untold, 'wrong');
  assert.equal(await answersNow('guess'), 'later');
});

test('one connection has one candidate under way', async () => {
  const { clock, gate } = bench(0);
  const peer = new PassThrough();
  const answers: string[] = [];
  const all = ['a', 'b', 'right'].map(async (candidate) => {
    await gate.check(candidate, peer);
    answers.push(candidate);
  });
  for (const delayMs of [100, 200, 300]) {
    await nextTurn();
    clock.advance(delayMs - 1);
    await nextTurn();
    const before = answers.length;
    clock.advance(1);
    await nextTurn();
    assert.equal(answers.length, before + 1);
  }
  await Promise.all(all);
});

test('a connection that proved itself is not slowed down', async () => {
  const { answersNow } = bench();
  const own = new PassThrough();
  assert.equal(await answersNow('right', own), 'right');
  for (const guess of ['a', 'b', 'c', 'd']) await answersNow(guess);
  assert.equal(await answersNow('right', own), 'right');
  assert.equal(await answersNow('right'), 'later');
});
