/** Ends the name of an unfinished file, so that people and programs see that it is one. */
export const PART_SUFFIX = '.sluice-part';
