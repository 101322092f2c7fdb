import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in Polish. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: 'Nazwa, folder i rodzaj',
  titleOfSeveral: {
    one: 'Folder i rodzaj {count} pobierania',
    few: 'Folder i rodzaj {count} pobierań',
    many: 'Folder i rodzaj {count} pobierań',
    other: 'Folder i rodzaj {count} pobierania',
  },
  byType: 'Według typu pliku: {category}',
  byTypeAll: 'Według typów plików',
  asIs: 'Bez zmian',
  save: 'Zapisz',
  later: 'Pobieranie jeszcze się nie skończyło. Plik zmieni nazwę lub folder po zakończeniu.',
  tookNumber: 'Ta nazwa była zajęta. Plik nazywa się {name}.',
  moving: 'Przenoszenie do {folder}: {percent}',
  coming: 'Trafi do {folder} po zakończeniu.',
  notMoved: 'Nie udało się przenieść do {folder}. {why}',
  notRenamed: 'Nie udało się zmienić nazwy. {why}',
  problems: {
    fileGone: 'Pliku nie ma tam, gdzie był: ktoś go przeniósł, zmienił mu nazwę lub go usunął.',
    nameTaken: 'Plik o tej nazwie już istnieje. Wybierz inną nazwę lub inny folder.',
    full: 'Na tym dysku nie ma miejsca. Zwolnij miejsce i spróbuj ponownie.',
    folderGone: 'Nie ma tego folderu. Wybierz inny albo podłącz jego dysk.',
    notWritable: 'Sluice nie może tam zapisywać. Wybierz inny folder.',
    changed:
      'Plik zmienił się podczas kopiowania albo kopia nie była taka sama. Spróbuj ponownie, gdy nikt w nim nie pisze.',
    notOurs: 'Sluice nie zapisał tego pliku: pochodzi z zaimportowanej listy. Przenieś go w menedżerze plików.',
    failed: 'Dysk zgłosił błąd. Spróbuj ponownie.',
  },
};
