import type { Locale } from '../../words.ts';

/** What most answers say, in Spanish. */
export const COMMON_ANSWER_WORDS: Locale['COMMON_ANSWER_WORDS'] = {
  retry: { label: 'Reintentar', what: 'Intenta lo mismo otra vez. Lo que ha llegado se conserva.' },
  restart: { label: 'Empezar de nuevo', what: 'Descarta lo que ha llegado y empieza por el primer byte.' },
  keepBoth: {
    label: 'Conservar ambos',
    what: 'Conserva lo que ha llegado como archivo aparte y descarga el nuevo a su lado.',
  },
  newLink: {
    label: 'Nuevo enlace…',
    what: 'Toma otro enlace al mismo archivo. Lo que ha llegado se conserva.',
  },
  trust: {
    label: 'Confiar…',
    what: 'Acepta exactamente este certificado de este servidor durante un tiempo. Aparece en los ajustes.',
  },
  allow: { label: 'Permitir', what: 'Sigue el enlace a la dirección no segura, por esta vez.' },
  accept: { label: 'Dejar como está', what: 'Conserva el archivo tal como llegó.' },
  rename: { label: 'Numerar', what: 'Guarda el archivo nuevo con un número en el nombre.' },
  overwrite: { label: 'Reemplazar', what: 'Reemplaza el archivo existente por el nuevo.' },
  skip: { label: 'Omitir', what: 'Deja el archivo existente y no descarga este.' },
  leave: { label: 'Dejar donde está', what: 'El archivo se queda en su carpeta, con su nombre.' },
  cancel: { label: 'Quitar', what: 'Quita la descarga de la lista.' },
};

/** Where the common words would leave open what is meant. */
export const SPECIAL_ANSWER_WORDS: Locale['SPECIAL_ANSWER_WORDS'] = {
  'server.htmlInstead accept': { label: 'Guardar la página', what: 'Guarda la página web como archivo.' },
  'link.otherFile newLink': {
    label: 'Otro enlace…',
    what: 'Toma otro enlace al mismo archivo. Lo que ha llegado se conserva.',
  },
  'link.otherFile restart': {
    label: 'Descargar este',
    what: 'Descarta lo que ha llegado y descarga el archivo al que lleva el nuevo enlace.',
  },
  'checksum.mismatch retry': {
    label: 'Descargar de nuevo',
    what: 'Descarga el archivo de nuevo. Se conserva lo que prueban sus propias sumas de verificación.',
  },
  'checksum.mismatch accept': {
    label: 'Conservar igualmente',
    what: 'Conserva el archivo aunque su suma de verificación no sea la esperada.',
  },
  'checksum.unavailable accept': {
    label: 'Conservar sin verificar',
    what: 'Conserva el archivo sin comparar su suma de verificación.',
  },
  'move.nameTaken rename': { label: 'Numerar', what: 'Lleva el archivo allí con un número en el nombre.' },
  'move.failed retry': { label: 'Reintentar', what: 'Intenta otra vez llevar el archivo allí.' },
  'move.nameTaken retry': { label: 'Reintentar', what: 'Intenta otra vez llevar el archivo allí.' },
};

/** The dialogs that some answers lead to. */
export const QUESTION_WORDS: Locale['QUESTION_WORDS'] = {
  restart: {
    title: {
      one: '¿Empezar de nuevo desde el principio?',
      many: '¿Empezar {count} de descargas de nuevo desde el principio?',
      other: '¿Empezar {count} descargas de nuevo desde el principio?',
    },
    body: 'El archivo se descarga desde el primer byte.',
    givesUp: 'Lo que ha llegado ({size}) se descarta, y el archivo se descarga desde el primer byte.',
    oldFile: 'El archivo completo',
    keep: 'Conservar el archivo completo; el nuevo recibe un número',
    replace: 'Reemplazarlo cuando el nuevo esté completo',
    submit: 'Empezar de nuevo',
    done: {
      one: '{count} descarga empezada de nuevo',
      many: '{count} de descargas empezadas de nuevo',
      other: '{count} descargas empezadas de nuevo',
    },
    leftAlone: 'Las descargas en curso no se tocaron. Primero hay que pausarlas.',
  },
  newLink: {
    title: 'Nuevo enlace al mismo archivo',
    field: 'Nuevo enlace',
    placeholder: 'https://…',
    body: 'Antes de continuar, Sluice compara el tamaño y el contenido con lo que ha llegado.',
    held: 'Han llegado {size}, que se conservan.',
    submit: 'Usar este enlace',
    notOne: 'Pegue un enlace que empiece por http:// o https://.',
    offer: '¿Es este el nuevo enlace de «{name}»?',
    accept: 'Usar como nuevo enlace',
    drop: 'Suelte para usarlo como nuevo enlace de «{name}»',
    taken: 'Sluice compara el nuevo enlace con lo que ha llegado de «{name}».',
  },
  trust: {
    title: '¿Confiar en este certificado?',
    body: 'Quien se haga pasar por el servidor podría leer y cambiar lo que se transmite. Compare la huella SHA-256 con la que dé el propietario del servidor.',
    host: 'Servidor',
    subject: 'Emitido para',
    issuer: 'Firmado por',
    valid: 'Validez',
    validFromTo: 'del {from} al {to}',
    sha256: 'SHA-256',
    unknown: 'El certificado aún no se conoce. Reintente y decida después.',
    submit: 'Confiar para este servidor',
    notShown: {
      one: '{count} descarga más pregunta por un certificado que no se muestra; se preguntará de nuevo.',
      many: '{count} de descargas más preguntan por certificados que no se muestran; se preguntará de nuevo.',
      other: '{count} descargas más preguntan por certificados que no se muestran; se preguntará de nuevo.',
    },
  },
  program: {
    title: '¿Abrir este programa?',
    body: 'Un programa de internet puede hacer todo lo que puede hacer su usuario. Ábralo solo si confía en su procedencia.',
    from: 'Procedencia',
    submit: 'Abrir',
  },
  answered: {
    one: 'Respuesta dada para {count} descarga',
    many: 'Respuesta dada para {count} de descargas',
    other: 'Respuesta dada para {count} descargas',
  },
  nothingToAnswer: 'Esa pregunta ya no está abierta.',
};
