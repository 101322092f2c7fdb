import { createApp, type CreateAppInput, type StartResult } from '../app/create-app.ts';
import { isDiskFull } from './disk-full.ts';

/** Builds the core. A disk that turns out to be full half-way is a refusal with words, not an accident. */
export async function openCore(input: CreateAppInput): Promise<StartResult> {
  try {
    return await createApp(input);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    const message = `The disk that holds ${input.dataFolder} is full. Free some space and start Sluice again; nothing was lost.`;
    return { ok: false, refusal: { kind: 'full', message } };
  }
}
