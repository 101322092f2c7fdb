import type { NameTakenPolicy } from '../../shared/download.ts';
import type { Settings } from '../../shared/settings.ts';
import type { Download } from '../store/download-record.ts';

/** What to do about a taken name: the user's answer for this download, its option, the setting, in this order. */
export function nameTakenPolicy(download: Download, settings: Settings): NameTakenPolicy {
  const answer = download.answers.findLast((one) => one === 'rename' || one === 'overwrite' || one === 'skip');
  return answer ?? download.options.onNameTaken ?? settings.onNameTaken;
}

/** Whether a download would rather have no file than one with a number in its name. */
export function refusesNumbers(policy: NameTakenPolicy): boolean {
  return policy === 'skip' || policy === 'ask';
}
