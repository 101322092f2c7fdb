import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in German. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: 'Name, Ordner und Art',
  titleOfSeveral: {
    one: 'Ordner und Art von {count} Download',
    other: 'Ordner und Art von {count} Downloads',
  },
  byType: 'Nach dem Dateityp: {category}',
  byTypeAll: 'Nach dem Dateityp',
  asIs: 'Unverändert lassen',
  save: 'Speichern',
  later: 'Der Download ist noch nicht fertig. Die Datei wird danach umbenannt oder verschoben.',
  tookNumber: 'Der Name war vergeben. Die Datei heißt jetzt {name}.',
  moving: 'Wird nach {folder} verschoben: {percent}',
  coming: 'Kommt nach {folder}, sobald der Download fertig ist.',
  notMoved: 'Konnte nicht nach {folder} verschoben werden. {why}',
  notRenamed: 'Konnte nicht umbenannt werden. {why}',
  problems: {
    fileGone: 'Die Datei ist nicht mehr, wo sie war: Sie wurde verschoben, umbenannt oder gelöscht.',
    nameTaken: 'Eine Datei mit diesem Namen gibt es schon. Einen anderen Namen oder Ordner wählen.',
    full: 'Auf diesem Datenträger ist kein Platz. Platz schaffen und noch einmal versuchen.',
    folderGone: 'Der Ordner ist nicht da. Einen anderen wählen oder den Datenträger anschließen.',
    notWritable: 'Sluice darf dort nicht schreiben. Einen anderen Ordner wählen.',
    changed:
      'Die Datei wurde beim Kopieren geändert, oder die Kopie war nicht gleich. Noch einmal versuchen, wenn niemand in sie schreibt.',
    notOurs:
      'Sluice hat diese Datei nicht geschrieben: Sie kam mit einer importierten Liste. Im Dateimanager verschieben.',
    failed: 'Der Datenträger meldet einen Fehler. Noch einmal versuchen.',
  },
};
