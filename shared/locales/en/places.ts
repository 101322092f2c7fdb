import type { RelocationProblem } from '../../relocation.ts';

/** Words for the names, folders and kinds of files, and why they could not be changed. */
export const PLACE_WORDS = {
  title: 'Name, folder and kind',
  titleOfSeveral: {
    one: 'Folder and kind of {count} download',
    other: 'Folder and kind of {count} downloads',
  },
  byType: 'By its type: {category}',
  byTypeAll: 'By their types',
  asIs: 'Leave as it is',
  save: 'Save',
  later: 'The download is not complete yet. Its file is renamed or moved when it is.',
  tookNumber: 'That name was taken. The file is called {name}.',
  moving: 'Moving to {folder}: {percent}',
  coming: 'Goes to {folder} when it is complete.',
  notMoved: 'Could not be moved to {folder}. {why}',
  notRenamed: 'Could not be renamed. {why}',
  problems: {
    fileGone: 'The file is not where it was: someone moved, renamed or deleted it.',
    nameTaken: 'There is a file of that name already. Choose another name or folder.',
    full: 'There is no room on that disk. Free some space and try again.',
    folderGone: 'The folder is not there. Choose another one, or connect its disk.',
    notWritable: 'Sluice may not write there. Choose another folder.',
    changed:
      'The file changed while it was being copied, or the copy was not the same. Try again when nobody writes to it.',
    notOurs: 'Sluice did not write this file: it came with an imported list. Move it in your file manager.',
    failed: 'The disk reported an error. Try again.',
  } satisfies Readonly<Record<RelocationProblem, string>>,
} as const;
