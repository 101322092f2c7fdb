import type { Locale } from '../../words.ts';
import { ADD_WORDS } from './add.ts';
import { PROXY_ERROR_WORDS } from './proxy.ts';

/** Words for each failure, in Spanish: what happened, and what to do (or what Sluice does). */
export const ERROR_WORDS: Locale['ERROR_WORDS'] = {
  'network.offline': {
    what: 'No hay conexión a la red.',
    todo: 'Sluice espera y continúa cuando vuelva la conexión.',
  },
  'network.unknownHost': {
    what: 'No se encontró el nombre del servidor.',
    todo: 'Compruebe el enlace y la conexión. Sluice sigue intentándolo.',
  },
  'network.refused': {
    what: 'El servidor rechazó la conexión.',
    todo: 'Quizá no funcione por un momento. Sluice sigue intentándolo.',
  },
  'network.reset': { what: 'Se cortó la conexión.', todo: 'Sluice continúa donde se detuvo.' },
  'network.unreachable': {
    what: 'No se puede acceder al servidor.',
    todo: 'Compruebe la conexión. Sluice sigue intentándolo.',
  },
  'network.timedOut': { what: 'El servidor no respondió a tiempo.', todo: 'Sluice sigue intentándolo.' },
  'network.stalled': {
    what: 'No llegaron datos durante un rato.',
    todo: 'Sluice continúa donde se detuvo.',
  },
  'network.truncated': {
    what: 'El servidor terminó el archivo demasiado pronto.',
    todo: 'Sluice descarga el resto.',
  },
  'network.badResponse': {
    what: 'La respuesta del servidor no era HTTP válido.',
    todo: 'Compruebe el enlace y si debe empezar por http:// o por https://. Sluice sigue intentándolo.',
  },
  'network.certificate': {
    what: 'El certificado del servidor no es de confianza.',
    todo: 'Quizá alguien se haga pasar por el servidor. Confíe en este certificado solo si sabe por qué es así.',
  },
  'network.certificateExpired': {
    what: 'El certificado del servidor ha caducado o aún no es válido.',
    todo: 'Compruebe el reloj de este equipo. Confíe en el certificado solo si conoce el servidor.',
  },
  'network.certificateWrongHost': {
    what: 'El certificado del servidor es para otro nombre.',
    todo: 'Quizá alguien se haga pasar por el servidor. Confíe en este certificado solo si sabe por qué es así.',
  },
  'network.certificateUnknown': {
    what: 'El certificado del servidor viene de una autoridad desconocida.',
    todo: 'Quizá alguien se haga pasar por el servidor. Confíe en este certificado solo si es de un servidor propio.',
  },

  ...PROXY_ERROR_WORDS,

  'server.unauthorized': {
    what: 'El servidor pide un nombre de usuario y una contraseña (401).',
    todo: 'Añada el enlace otra vez como https://user:password@host/…, o con una cabecera Authorization.',
  },
  'server.forbidden': {
    what: 'El servidor no permite esta descarga (403).',
    todo: 'Quizá el enlace haya caducado. Copie uno nuevo de la página y añádalo.',
  },
  'server.notFound': {
    what: 'El servidor no tiene ese archivo (404).',
    todo: 'Compruebe el enlace, o copie uno nuevo de la página.',
  },
  'server.gone': {
    what: 'El archivo se eliminó del servidor (410).',
    todo: 'Busque un enlace más reciente en la página.',
  },
  'server.rejected': {
    what: 'El servidor rechazó la solicitud.',
    todo: 'Compruebe el enlace, o copie uno nuevo de la página.',
  },
  'server.tooManyRequests': {
    what: 'El servidor pide menos solicitudes (429).',
    todo: 'Sluice espera el tiempo que pidió el servidor y después continúa.',
  },
  'server.unavailable': { what: 'El servidor está saturado (503).', todo: 'Sluice espera y después continúa.' },
  'server.failed': { what: 'El servidor tuvo un error.', todo: 'Sluice lo intenta de nuevo.' },
  'server.tooManyRedirects': {
    what: 'El enlace da vueltas sin fin.',
    todo: 'Copie un enlace nuevo de la página.',
  },
  'server.badRedirect': {
    what: 'El enlace lleva a una dirección que Sluice no abre.',
    todo: 'Solo se pueden descargar enlaces http y https.',
  },
  'server.insecureRedirect': {
    what: 'El enlace seguro lleva a una dirección no segura.',
    todo: 'Por el camino, otros podrían leer o cambiar el archivo. Permítalo solo si no importa.',
  },
  'server.rangeIgnored': {
    what: 'El servidor no puede continuar este archivo.',
    todo: 'Sluice lo empieza de nuevo desde el principio.',
  },
  'server.rangeWrong': {
    what: 'El servidor envió una parte equivocada del archivo.',
    todo: 'Se descartó. Sluice lo intenta de nuevo.',
  },
  'server.rangeUnsatisfiable': {
    what: 'El archivo del servidor es más corto que antes.',
    todo: 'Sluice lo empieza de nuevo desde el principio.',
  },
  'server.changed': {
    what: 'El archivo del servidor cambió desde que empezó la descarga.',
    todo: 'Empiece de nuevo, o conserve lo que hay y descargue el nuevo a su lado.',
  },
  'server.tooManyBytes': {
    what: 'El servidor envió más de lo que anunció.',
    todo: 'Sluice empieza el archivo de nuevo desde el principio.',
  },
  'server.encoded': {
    what: 'El servidor envió el archivo con una codificación que Sluice no pidió.',
    todo: 'Pruebe el enlace en un navegador, o pregunte al propietario del sitio.',
  },
  'server.htmlInstead': {
    what: 'El servidor envió una página web en lugar del archivo.',
    todo: 'Quizá el enlace haya caducado o requiera iniciar sesión. Pegue un enlace nuevo, o acepte la página.',
  },

  'disk.full': {
    what: 'El disco está lleno.',
    todo: 'Libere espacio. Sluice continúa por sí solo cuando lo haya.',
  },
  'disk.folderMissing': { what: 'La carpeta no existe.', todo: 'Créela o elija otra, y reintente.' },
  'disk.notWritable': {
    what: 'Sluice no puede escribir en la carpeta.',
    todo: 'Elija otra carpeta o cambie sus permisos, y reintente.',
  },
  'disk.nameTooLong': {
    what: 'La ruta del archivo es demasiado larga para este disco.',
    todo: 'Elija una carpeta o un nombre más corto, y reintente.',
  },
  'disk.nameTaken': {
    what: 'Ya existe un archivo con ese nombre.',
    todo: 'Elija: numerar el nuevo, reemplazar el antiguo o dejarlo.',
  },
  'disk.stalled': {
    what: 'La carpeta no responde.',
    todo: 'Quizá esté en una red. Sluice sigue intentándolo.',
  },
  'disk.fileTooLarge': {
    what: 'El archivo es más grande de lo que permite este disco.',
    todo: 'Elija una carpeta en otro disco.',
  },
  'disk.partLost': {
    what: 'El archivo inacabado ya no está o lo cambió otro programa.',
    todo: 'Sluice lo empieza de nuevo desde el principio.',
  },
  'disk.failed': { what: 'El disco informó de un error.', todo: 'Compruebe el disco y reintente.' },

  'link.notUrl': {
    what: 'Esto no es un enlace.',
    todo: 'Un enlace se parece a https://example.org/archivo.zip.',
  },
  'link.unsupportedScheme': {
    what: 'Sluice no puede descargar este tipo de enlace.',
    todo: 'Use un enlace que empiece por http:// o https://.',
  },

  'link.expired': {
    what: 'El enlace ha caducado.',
    todo: 'Copie un enlace nuevo de la página y péguelo aquí. Lo que ha llegado se conserva.',
  },
  'link.otherFile': {
    what: 'El nuevo enlace lleva a otro archivo.',
    todo: 'Pegue otro enlace. Lo que ha llegado se conserva.',
  },

  'checksum.mismatch': {
    what: 'El archivo llegó entero, pero su suma de verificación no es la esperada.',
    todo: 'Se conserva con su nombre de inacabado. Descárguelo de nuevo, o déjelo como está.',
  },
  'checksum.contradiction': {
    what: 'Cada fragmento del archivo es correcto, pero su suma de verificación no es la esperada: lo que se sabe de él se contradice.',
    todo: 'Se conserva con su nombre de inacabado. Busque un Metalink o una suma de verificación más recientes, o déjelo como está.',
  },
  'checksum.unavailable': {
    what: 'No se pudo leer la suma de verificación publicada del archivo.',
    todo: 'Reintente, o acepte el archivo sin ella.',
  },

  'app.engineStopped': {
    what: 'La parte de Sluice que mueve los datos se detuvo.',
    todo: 'Se inició de nuevo. Sluice continúa donde se detuvo.',
  },
  'app.sealed': {
    what: 'Aquí no se pueden leer sus datos de acceso guardados.',
    todo: 'Abra la aplicación de escritorio o pegue el enlace otra vez.',
  },
  'app.unexpected': {
    what: 'Ha ocurrido algo inesperado.',
    todo: 'Reintente; si vuelve a ocurrir, informe de ello.',
  },
};

/** What to do about a download that has failed, where the table says that Sluice goes on: now it does not. */
export const GAVE_UP_WORDS: Locale['GAVE_UP_WORDS'] = {
  nameTaken: 'Se omitió. Para descargarlo de todos modos, mueva ese archivo y reintente.',
  gaveUp: 'Sluice lo intentó muchas veces y desistió. «Reintentar» lo intenta de nuevo.',
};

/** Words for each call that did not work. */
export const CALL_ERROR_WORDS: Locale['CALL_ERROR_WORDS'] = {
  'call.unknown':
    'Este Sluice no conoce esa orden. Quizá la ventana y el núcleo sean de versiones distintas: vuelva a cargar la ventana.',
  'call.badInput': 'Esa entrada no es válida.',
  'call.notFound': 'Esa descarga ya no está en la lista.',
  'call.notCompleted': 'Solo se puede abrir una descarga terminada.',
  'call.folderNotAbsolute': 'La carpeta debe ser una ruta completa, como /home/yo/Descargas.',
  'call.fileGone':
    'El archivo ya no está. Quizá se haya movido o eliminado; añada su enlace otra vez para descargarlo.',
  'call.folderGone': 'No se puede leer esa carpeta. Compruebe la ruta, y que el disco esté conectado.',
  'call.badLink': 'Sluice no puede descargar ese enlace. Pegue uno que empiece por http:// o https://.',
  'call.isRunning': 'Eso solo se puede hacer mientras la descarga no está en curso. Páusela primero.',
  'call.isProgram': 'Este archivo es un programa. Ábralo solo si confía en su procedencia.',
  'call.openFailed': 'El sistema no pudo abrirlo.',
  'call.notSaved':
    'Sluice no pudo guardar esto. Quizá el disco de su carpeta de datos esté lleno: libere espacio e inténtelo de nuevo.',
  'call.notOurFile':
    'Sluice no escribió este archivo: vino con una lista importada. Quite la descarga sin su archivo y elimine el archivo en su carpeta.',
  'call.notWritten':
    'No se pudo escribir el archivo. Elija una carpeta en la que pueda escribir, en un disco con espacio.',
  'call.backupGone': 'Esa copia de seguridad ya no está. Elija otra.',
  'call.backupUnusable':
    'Esa copia de seguridad no se puede usar: está dañada, o es de un Sluice más reciente. La lista se queda como está; elija otra copia.',
  'call.closing': 'Sluice se está cerrando.',
  'call.cancelled': 'Cancelado.',
  'call.portTaken':
    'Otro programa usa este puerto, o el sistema lo reserva. Elegir otro número; el puerto queda como estaba.',
  'call.notTrashed':
    'La papelera no ha aceptado este archivo. Sluice no lo escribió y no lo elimina de otro modo. Quitar la descarga sin su archivo, o eliminar el archivo manualmente.',
  'call.failed': 'Ha ocurrido algo inesperado.',
};

export const NOTICE_WORDS: Locale['NOTICE_WORDS'] = {
  'notice.databaseDamaged':
    'La lista de descargas estaba dañada, así que Sluice empezó una nueva. El archivo dañado se conserva en:',
  'notice.backupAvailable': 'Hay una copia de seguridad de la lista, que se puede restaurar en los ajustes:',
  'notice.listRestored': 'La copia de seguridad es ahora la lista. La lista anterior se conserva en:',
  'notice.cannotSave':
    'Sluice no puede guardar lo que ocurre, y sigue intentándolo. Libere espacio en el disco de su carpeta de datos:',
  'notice.onBattery': 'Sluice espera a que se enchufe el equipo (Ajustes, Notificaciones).',
  'notice.onMetered': 'Sluice espera a que la conexión deje de ser de uso medido (Ajustes, Notificaciones).',
  'notice.rowsLeftOut':
    'Algunas descargas no se pudieron leer y no aparecen en la lista; siguen en su archivo. Añada sus enlaces otra vez, y se aprovechará lo que ha llegado:',
  'notice.settingsReset': 'Algunos ajustes no se pudieron leer y han vuelto a sus valores predeterminados:',
};

export const STATE_WORDS: Locale['STATE_WORDS'] = {
  queued: 'En espera',
  probing: 'Conectando',
  downloading: 'Descargando',
  pausing: 'Pausando',
  paused: 'En pausa',
  retrying: 'Reintentando',
  blocked: 'Por atender',
  finishing: 'Finalizando',
  completed: 'Terminada',
  failed: 'Fallida',
};

/** Every text of the window that is not under a code above. */
export const WINDOW_WORDS: Locale['WINDOW_WORDS'] = {
  appName: 'Sluice',
  actions: {
    toolbar: 'Descargas',
    add: 'Añadir',
    pause: 'Pausar',
    resume: 'Reanudar',
    retry: 'Reintentar',
    restart: 'Empezar de nuevo…',
    remove: 'Quitar',
    removeMore: 'Quitar…',
    rename: 'Cambiar nombre…',
    moveTo: 'Mover a una carpeta…',
    category: 'Elegir tipo…',
    stopMove: 'Dejar de mover',
    pauseAll: 'Pausar todo',
    resumeAll: 'Reanudar todo',
    open: 'Abrir',
    showInFolder: 'Mostrar en la carpeta',
    copyLink: 'Copiar el enlace',
    details: 'Detalles',
    verify: 'Verificar el archivo',
    repair: 'Reparar',
    newLink: 'Nuevo enlace…',
    answers: 'Otras respuestas',
    settings: 'Ajustes',
    openBackups: 'Volver a una copia de seguridad…',
    more: 'Más acciones',
    chooseFolder: 'Elegir…',
    chooseFolderName: 'Elegir una carpeta',
    cancel: 'Cancelar',
    close: 'Cerrar',
    dismiss: 'Descartar',
    shortcuts: 'Atajos de teclado',
  },
  search: { label: 'Buscar por nombre o enlace' },
  filters: {
    label: 'Mostrar',
    all: 'Todas',
    active: 'En curso',
    waiting: 'En espera',
    finished: 'Terminadas',
    attention: 'Por atender',
  },
  sidebar: {
    categories: 'Tipos',
    folders: 'Carpetas',
    hosts: 'Servidores',
    toggle: 'Barra lateral',
    combine: '{key}clic: junto con lo que se muestra',
    also: 'Filtrar también por «{name}»',
    without: 'Ya no solo «{name}»',
  },
  categories: {
    video: 'Vídeo',
    audio: 'Audio',
    images: 'Imágenes',
    documents: 'Documentos',
    archives: 'Comprimidos',
    programs: 'Programas',
    other: 'Otros',
  },
  limit: {
    label: 'Límite de velocidad',
    none: 'Sin límite',
    other: 'Otro límite…',
    button: 'Límite de velocidad: {limit}',
  },
  priorities: { high: 'Alta', normal: 'Normal', low: 'Baja' },
  queue: {
    top: 'Iniciar primero',
    bottom: 'Iniciar al final',
    priority: 'Prioridad: {priority}',
    inOrder: 'En el orden de inicio',
    moved: 'El orden en que se inician las descargas ha cambiado.',
    showOrder: 'Mostrar el orden',
  },
  columns: {
    name: 'Nombre',
    host: 'Servidor',
    state: 'Estado',
    size: 'Tamaño',
    speed: 'Velocidad',
    timeLeft: 'Restante',
    added: 'Añadida',
    priority: 'Prioridad',
    folder: 'Carpeta',
    category: 'Tipo',
    note: 'Nota',
    actions: 'Acciones',
    choose: 'Columnas',
    width: 'Anchura de {column}',
    reset: 'Restablecer las columnas',
  },
  row: {
    loading: 'Cargando…',
    sizeOf: '{received} de {size}',
    percent: '{state} {percent}',
    checking: 'Verificando…',
    waitsForPlace: 'Espera un puesto',
    moving: 'Moviendo {percent}',
    retryAt: '{what} Próximo intento a las {time}.',
    problem: '{what} {todo}',
  },
  list: {
    label: 'Descargas',
    emptyTitle: 'Suelte enlaces aquí',
    emptyBody: 'Arrastre enlaces, texto o un archivo de texto a esta ventana, péguelos con {paste}, o elija Añadir.',
    nothingFiltered: 'Aquí no hay descargas.',
    nothingFound: 'Nada coincide con «{search}».',
    showAll: 'Mostrar todas las descargas',
  },
  status: {
    label: 'Totales',
    active: { one: '{count} en curso', many: '{count} en curso', other: '{count} en curso' },
    waiting: { one: '{count} en espera', many: '{count} en espera', other: '{count} en espera' },
    selected: { one: '{count} seleccionada', many: '{count} seleccionadas', other: '{count} seleccionadas' },
    downloads: { one: '{count} descarga', many: '{count} de descargas', other: '{count} descargas' },
    timeLeft: 'quedan {time}',
    idle: 'No se está descargando nada',
    free: '{size} libres',
    limited: 'límite {speed}',
  },
  add: ADD_WORDS,
  drop: {
    title: 'Suelte para añadir descargas',
    body: 'Enlaces, texto o un archivo de texto con enlaces',
    notText: '«{name}» no es un archivo de texto. Suelte enlaces, texto o un archivo de texto con enlaces.',
    tooLarge: '«{name}» supera {limit}. Divídalo, o pegue los enlaces.',
    unreadable: '«{name}» no se pudo leer. Compruebe que aún existe e inténtelo de nuevo.',
    noLink: '«{name}» es un acceso directo sin enlace. Suelte uno que lleve a una página web o a un archivo.',
    nothing: 'No hay enlaces en lo que se soltó.',
  },
  remove: {
    title: {
      one: '¿Quitar {count} descarga?',
      many: '¿Quitar {count} de descargas?',
      other: '¿Quitar {count} descargas?',
    },
    body: 'Lo que ha llegado se queda en el disco, salvo que se elija otra cosa.',
    deleteFiles: {
      one: 'Eliminar también el archivo',
      many: 'Eliminar también los archivos',
      other: 'Eliminar también los archivos',
    },
    trashFiles: {
      one: 'Mover también el archivo a la papelera',
      many: 'Mover también los archivos a la papelera',
      other: 'Mover también los archivos a la papelera',
    },
    trashHint: 'En un disco sin papelera se elimina para siempre.',
  },
  messages: {
    label: 'Mensajes',
    undo: 'Deshacer',
    cameBack: {
      one: '{count} descarga ha vuelto',
      many: '{count} de descargas han vuelto',
      other: '{count} descargas han vuelto',
    },
    added: {
      one: '{count} descarga añadida',
      many: '{count} de descargas añadidas',
      other: '{count} descargas añadidas',
    },
    refused: {
      one: '{count} enlace no se añadió. {what}',
      many: '{count} de enlaces no se añadieron. {what}',
      other: '{count} enlaces no se añadieron. {what}',
    },
    finished: '{name} ha terminado',
    finishedMany: {
      one: '{count} descarga terminada',
      many: '{count} de descargas terminadas',
      other: '{count} descargas terminadas',
    },
    failed: '{name}: {what}',
    removed: {
      one: '{count} descarga quitada',
      many: '{count} de descargas quitadas',
      other: '{count} descargas quitadas',
    },
    copied: {
      one: '{count} enlace copiado',
      many: '{count} de enlaces copiados',
      other: '{count} enlaces copiados',
    },
    copyFailed: 'No se pudo usar el portapapeles. Haga clic en la ventana e inténtelo de nuevo.',
    noConnection: 'Sluice no está en marcha, así que no se cambió nada.',
  },
  connection: {
    lost: 'Sluice no está en marcha. Conectando de nuevo…',
    endedTitle: 'El permiso de esta ventana ha terminado.',
    endedBody: 'Ejecute `sluice serve` o `npm start` otra vez para abrir una nueva.',
  },
  keyNames: {
    Mod: 'Ctrl',
    Shift: 'Mayús',
    Alt: 'Alt',
    Space: 'Espacio',
    Enter: 'Intro',
    Delete: 'Supr',
    Backspace: 'Retroceso',
    ContextMenu: 'Tecla Menú',
  },
  shortcuts: {
    title: 'Atajos de teclado',
    change: 'Cambiar…',
    add: 'Añadir descargas',
    paste: 'Añadir los enlaces del portapapeles',
    addNow: 'Añadir lo que hay en el diálogo',
    search: 'Buscar',
    move: 'Moverse por la lista',
    extend: 'Seleccionar varias',
    selectAll: 'Seleccionar todo',
    pauseResume: 'Pausar o reanudar',
    open: 'Abrir el archivo, o hacer lo que pide la fila',
    remove: 'Quitar',
    rename: 'Cambiar nombre',
    copyLink: 'Copiar los enlaces',
    menu: 'Más acciones',
    queueUp: 'Iniciar antes o después',
    combine: 'Combinar con lo que se muestra (barra lateral)',
    details: 'Detalles',
    settings: 'Ajustes',
    sheet: 'Mostrar esta lista',
  },
};
