import type { Locale } from '../../words.ts';

/** Words for the decisions in a timeline, in Spanish. */
export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'Otras solicitudes que no se muestran',
  proxied: 'Pasó por un proxy',
  otherMirror: 'Prueba otro enlace al mismo archivo',
  mirrorsNamed: 'El servidor indica otros lugares del archivo',
  metalinkFollowed: 'El enlace llevaba a un Metalink: se obtienen los archivos que nombra',
  mirrorJoined: 'El archivo llega también de este servidor',
  mirrorDropped: 'Este servidor ya no se usa',
  mirrorsDisagree:
    'Lo que enviaron varios servidores no coincide con la suma de verificación: el archivo se obtiene de uno solo',
  badPiece: 'Un fragmento no coincide con su suma de verificación y se obtiene de nuevo',
  bytesByHost: 'Bytes de cada servidor',
  redirected: 'El servidor envió a Sluice a otra dirección',
  continuedByValidator: 'Continúa: el servidor dice que el archivo es el mismo',
  continuedByOverlap: 'Continúa: volvieron a llegar bytes que ya estaban y son iguales',
  ifRangeIgnored: 'El servidor no atiende a condiciones, así que Sluice comparó las marcas del archivo',
  unstableEtag: 'El servidor marca el archivo de otra forma cada vez, aunque sus bytes son iguales',
  restarted: 'Empieza de nuevo por el primer byte',
  noRanges: 'El servidor no puede enviar partes del archivo',
  fewerConnections: 'El servidor rechazó más conexiones, así que Sluice usa menos',
  slowConnectionReplaced: 'Se reemplazó una conexión lenta',
  backToOriginalLink: 'Volvió al enlace original',
  newLink: 'Recibió un nuevo enlace',
  newLinkAccepted: 'El nuevo enlace lleva al mismo archivo',
  hostAsksToWait: 'El servidor pide esperar',
  offline: 'Este equipo perdió la conexión',
  online: 'La conexión ha vuelto',
  certificateTrusted: 'Con un certificado de confianza elegido a mano',
  insecureRedirectAllowed: 'Siguió una dirección no segura porque se permitió',
  decoded: 'El servidor envió el archivo comprimido; Sluice lo descomprimió',
  damagedBlocks: 'Se encontraron lugares dañados en el archivo',
  repairing: 'Descarga de nuevo los lugares dañados',
  verified: 'Se verificó el archivo',
  answered: 'Pregunta respondida',
  startedAgain: 'Empezada de nuevo a petición desde el primer byte',
  recovered: 'Recuperada de un archivo inacabado',
};

/** The other texts of a timeline. */
export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'el archivo entero',
  noAnswer: 'sin respuesta',
  notWanted: 'cerrada por Sluice: ya no hacía falta',
  conditional: '{range}, si no ha cambiado',
  held: '{state}, {size} en el disco',
  request: '{method} {address} ({range}) → {outcome}, {milliseconds} ms',
  because: '{what}. {why}',
  detailed: '{what} ({detail})',
  note: '{note}: {detail}',
};
