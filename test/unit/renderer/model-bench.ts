import assert from 'node:assert/strict';
import { createWindowModel, type WindowModel } from '../../../renderer/model/window-model.ts';
import type { CallErrorCode, CallName, CallOutput } from '../../../shared/contract.ts';
import { createFakeCore, settle, type FakeCore } from './fake-core.ts';

/** A window's model before a core that the test plays. */
export type ModelBench = {
  readonly core: FakeCore;
  readonly model: WindowModel;
  /** What was put on the clipboard. */
  readonly copied: readonly string[];
  readonly lastCall: (name: CallName) => { readonly callId: number; readonly input: unknown };
  /** Answers the last call of that name. */
  readonly answer: <Name extends CallName>(name: Name, value: CallOutput<Name>) => Promise<void>;
  readonly refuse: (name: CallName, code: CallErrorCode) => Promise<void>;
  readonly messages: () => readonly string[];
};

/** Frames are applied at once, unless the test paints. */
export async function createModelBench(
  beforeNextPaint: (callback: () => void) => void = (callback) => callback(),
): Promise<ModelBench> {
  const core = createFakeCore();
  const copied: string[] = [];
  const model = createWindowModel({
    transport: core.transport,
    beforeNextPaint,
    wait: () => undefined,
    isReadingMessages: () => false,
    writeClipboard: async (text) => void copied.push(text),
    dragOut: null,
    visibility: 'focused',
    layoutStorage: { read: () => null, write: () => undefined },
    nowMs: () => 0,
  });
  core.open();
  await settle();
  function lastCall(name: CallName): { readonly callId: number; readonly input: unknown } {
    const call = core.calls().findLast((candidate) => candidate.name === name);
    assert.ok(call !== undefined, `no call of ${name}`);
    return call;
  }
  return {
    core,
    model,
    copied,
    lastCall,
    async answer(name, value) {
      core.send({ type: 'reply', callId: lastCall(name).callId, reply: { ok: true, value } });
      await settle();
    },
    async refuse(name, code) {
      core.send({ type: 'reply', callId: lastCall(name).callId, reply: { ok: false, code, detail: '' } });
      await settle();
    },
    messages: () => model.messages.messages.get().map((message) => message.text),
  };
}
