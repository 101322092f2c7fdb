import type { Locale } from '../../words.ts';
import * as answers from './answers.ts';
import * as desktop from './desktop.ts';
import * as details from './details.ts';
import * as dropTarget from './drop-target.ts';
import * as places from './places.ts';
import * as settings from './settings.ts';
import * as timeline from './timeline.ts';
import * as update from './update.ts';
import * as waits from './waits.ts';
import * as window from './window.ts';

/** All texts in Arabic. */
export const ARABIC: Locale = {
  ...answers,
  ...desktop,
  ...details,
  ...dropTarget,
  ...places,
  ...settings,
  ...timeline,
  ...update,
  ...waits,
  ...window,
};
