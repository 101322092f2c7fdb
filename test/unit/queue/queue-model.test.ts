import { setImmediate as nextTurn } from 'node:timers/promises';
import { test } from 'node:test';
import fc from 'fast-check';
import { DOWNLOAD_ERROR_CODES } from '../../../shared/download-error.ts';
import { HOST_FACT_KINDS } from '../../../shared/host-fact.ts';
import { ANSWERS } from '../../../shared/question.ts';
import { MODEL_SIZE } from '../../support/model-engine.ts';
import { QueueBench } from '../../support/queue-bench.ts';
import { Play, PLAY_SETTINGS, type Action } from '../../support/queue-play.ts';

/** More for a long search: `SLUICE_MODEL_RUNS=5000 node --test test/unit/queue/queue-model.test.ts`. */
const RUNS = Number(process.env['SLUICE_MODEL_RUNS'] ?? 60);

const row = fc.nat(3);
const code = fc.constantFrom(...DOWNLOAD_ERROR_CODES);
const does = fc.oneof(
  { weight: 6, arbitrary: fc.constant('goOn' as const) },
  { weight: 4, arbitrary: fc.constant('letGo' as const) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
  { weight: 1, arbitrary: fc.constant('asksToWait' as const) },
  { weight: 3, arbitrary: code },
);
/** Not those that give up a file of someone else, or of another download of the same name, as the user wished. */
const answer = fc.constantFrom(...ANSWERS.filter((one) => one !== 'overwrite' && one !== 'skip'));
const value = fc.constantFrom(1, 2, 5, 8);
const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), paused: fc.boolean() }) },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constantFrom('pause', 'resume', 'retry'), row }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), row, deleteFiles: fc.boolean() }) },
  { weight: 14, arbitrary: fc.record({ kind: fc.constant('engine' as const), row, does }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('answer' as const), row, answer }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant('rename' as const), row, name: fc.constantFrom('file.zip', 'b.zip') }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('moveTo' as const), row, goesAway: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('stopMove' as const), row }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('newLink' as const), row, host: fc.nat(2) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('learn' as const),
      row,
      fact: fc.constantFrom(...HOST_FACT_KINDS.filter((kind) => kind !== 'asksToWait')),
      value,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('jump' as const), seconds: fc.integer({ min: -1e5, max: 1e5 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('write' as const), row, at: fc.nat(MODEL_SIZE - 1) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), seconds: fc.constantFrom(1, 10, 600) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom(
        'die',
        'crash',
        'quit',
        'refuseWrites',
        'takeWrites',
        'offline',
        'online',
        'wake',
        'forget',
      ),
    }),
  },
);
/** With the turns of the event loop that pass after it. */
const story = fc.array(fc.tuple(action, fc.nat(6)), { minLength: 5, maxLength: 40 });

test('whatever users, servers, disks and crashes do: no claim without bytes, no row stuck, no line without end, nothing left behind', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (steps) => {
      await using bench = await QueueBench.start(PLAY_SETTINGS);
      const play = new Play(bench);
      await play.act({ kind: 'add', paused: false });
      for (const [step, turns] of steps) {
        await play.act(step);
        for (let turn = 0; turn < turns; turn += 1) await nextTurn();
        play.checkClaims();
        play.checkTimelines();
      }
      await play.checkWaiting();
      await play.finish();
    }),
    { numRuns: RUNS },
  );
});
