import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in Spanish. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: 'Nombre, carpeta y tipo',
  titleOfSeveral: {
    one: 'Carpeta y tipo de {count} descarga',
    many: 'Carpeta y tipo de {count} descargas',
    other: 'Carpeta y tipo de {count} descargas',
  },
  byType: 'Según el archivo: {category}',
  byTypeAll: 'Según los archivos',
  asIs: 'Dejar como está',
  save: 'Guardar',
  later: 'La descarga no ha terminado. El archivo cambiará de nombre o de carpeta al final.',
  tookNumber: 'Ese nombre estaba ocupado. El archivo se llama {name}.',
  moving: 'Moviendo a {folder}: {percent}',
  coming: 'Irá a {folder} cuando termine.',
  notMoved: 'No se pudo mover a {folder}. {why}',
  notRenamed: 'No se pudo cambiar el nombre. {why}',
  problems: {
    fileGone: 'El archivo ya no está donde estaba: alguien lo movió, le cambió el nombre o lo borró.',
    nameTaken: 'Ya hay un archivo con ese nombre. Elige otro nombre u otra carpeta.',
    full: 'No hay espacio en ese disco. Libera espacio e inténtalo de nuevo.',
    folderGone: 'La carpeta no está. Elige otra o conecta su disco.',
    notWritable: 'Sluice no puede escribir ahí. Elige otra carpeta.',
    changed:
      'El archivo cambió durante la copia o la copia no era igual. Inténtalo de nuevo cuando nadie escriba en él.',
    notOurs: 'Sluice no escribió este archivo: vino con una lista importada. Muévelo con tu gestor de archivos.',
    failed: 'El disco informó de un error. Inténtalo de nuevo.',
  },
};
