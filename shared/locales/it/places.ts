import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in Italian. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: 'Nome, cartella e tipo',
  titleOfSeveral: {
    one: 'Cartella e tipo di {count} download',
    many: 'Cartella e tipo di {count} download',
    other: 'Cartella e tipo di {count} download',
  },
  byType: 'In base al file: {category}',
  byTypeAll: 'In base ai file',
  asIs: 'Lascia com’è',
  save: 'Salva',
  later: 'Il download non è ancora completo. Il file verrà rinominato o spostato alla fine.',
  tookNumber: 'Quel nome era già usato. Il file si chiama {name}.',
  moving: 'Spostamento in {folder}: {percent}',
  coming: 'Andrà in {folder} quando sarà completo.',
  notMoved: 'Impossibile spostare in {folder}. {why}',
  notRenamed: 'Impossibile rinominare. {why}',
  problems: {
    fileGone: 'Il file non è più dov’era: qualcuno l’ha spostato, rinominato o eliminato.',
    nameTaken: 'C’è già un file con quel nome. Scegliere un altro nome o un’altra cartella.',
    full: 'Su quel disco non c’è spazio. Liberare spazio e riprovare.',
    folderGone: 'La cartella non c’è. Sceglierne un’altra o collegare il suo disco.',
    notWritable: 'Sluice non può scrivere lì. Scegliere un’altra cartella.',
    changed: 'Il file è cambiato durante la copia, o la copia non era uguale. Riprovare quando nessuno ci scrive.',
    notOurs:
      'Questo file non è stato scritto da Sluice: è arrivato con un elenco importato. Spostarlo con il gestore dei file.',
    failed: 'Il disco segnala un errore. Riprovare.',
  },
};
