import type { Locale } from '../../words.ts';

/** A setting's name, and one line of help below it, in Spanish. */
export const SETTING_TEXTS: Locale['SETTING_TEXTS'] = {
  downloadFolder: { label: 'Guardar las descargas en', help: 'Vacío significa la carpeta de descargas del sistema.' },
  allowedFolders: {
    label: 'Otras carpetas para programas',
    help: 'Los programas que usan el RPC también pueden guardar aquí. Una ruta completa por línea.',
  },
  folderRules: {
    label: 'Carpetas por tipo y servidor',
    help: 'Decide la primera línea que coincide, salvo que se elija una carpeta al añadir un enlace.',
  },
  maxActiveDownloads: { label: 'Descargas a la vez', help: 'Las demás esperan su turno.' },
  maxActivePerHost: { label: 'De ellas, de un mismo servidor', help: 'Algunos servidores rechazan más de unas pocas.' },
  connectionsPerDownload: {
    label: 'Conexiones por descarga',
    help: '0 significa tantas como la hagan más rápida, hasta 16. Sluice usa menos si un servidor lo pide.',
  },
  limitBytesPerSecond: {
    label: 'Límite de velocidad',
    help: 'Para todas las descargas juntas. 0 significa sin límite.',
  },
  hostLimits: {
    label: 'Límite de velocidad por servidor',
    help: 'Uno por línea: un servidor y megabytes por segundo, como example.org 0,5. Todos los nombres por debajo comparten el límite.',
  },
  proxyMode: {
    label: 'Proxy',
    help: 'El del sistema, ninguno o el que se indica abajo. A este mismo equipo siempre se accede directamente.',
  },
  proxyAddress: {
    label: 'Dirección del proxy',
    help: 'Como http://user:password@proxy:3128, https://proxy:3128 o socks5://proxy:1080. La contraseña no se vuelve a mostrar.',
  },
  noProxy: {
    label: 'Sin el proxy',
    help: 'Hosts (example.org), redes (10.0.0.0/8) o <local>, uno por línea. Solo para el proxy de arriba.',
  },
  maxAttempts: { label: 'Desistir tras', help: 'Fallos seguidos. 0 significa nunca.' },
  connectTimeoutMs: {
    label: 'Esperar una conexión',
    help: 'Para el nombre, la conexión y el cifrado, cada uno.',
  },
  responseTimeoutMs: {
    label: 'Esperar una respuesta',
    help: 'Hasta que un servidor empieza a responder a una solicitud.',
  },
  idleTimeoutMs: {
    label: 'Esperar datos',
    help: 'Una conexión que no envía nada durante ese tiempo se reemplaza.',
  },
  onChanged: {
    label: 'Cuando un archivo cambió en el servidor',
    help: 'Sluice nunca mezcla un principio antiguo con un final nuevo.',
  },
  onNameTaken: {
    label: 'Cuando ya existe un archivo con ese nombre',
    help: 'Un archivo solo se reemplaza si así se elige.',
  },
  followMetalinks: {
    label: 'Seguir los Metalink',
    help: 'En lugar de un Metalink se obtienen los archivos que nombra, de todos los lugares que conoce y con sus sumas de verificación.',
  },
  useServerTime: {
    label: 'Conservar la fecha del servidor',
    help: 'La fecha que indica el servidor, en lugar de la actual.',
  },
  markOrigin: {
    label: 'Marcar los archivos como procedentes de internet',
    help: 'Así el sistema puede avisar antes de ejecutar un programa. Solo se anotan el host y la ruta.',
  },
  notifications: {
    label: 'Notificaciones',
    help: 'Avisan de lo que terminó o requiere atención mientras la ventana no está al frente. Solo en la aplicación de escritorio.',
  },
  startAtLogin: {
    label: 'Iniciar con el equipo',
    help: 'En la bandeja, sin ventana. Solo en la aplicación instalada.',
  },
  startInTray: {
    label: 'Iniciar sin la ventana',
    help: 'Solo la bandeja muestra que Sluice está en marcha. Los enlaces que llegan al iniciar abren la ventana. Solo en la aplicación de escritorio.',
  },
  onWindowClose: {
    label: 'Al cerrar la ventana',
    help: 'Mientras se descarga algo; si no, se sale de Sluice. Solo en la aplicación de escritorio.',
  },
  pauseOnBattery: {
    label: 'Esperar mientras se use la batería',
    help: 'Las descargas continúan por sí solas al enchufar de nuevo el equipo. Solo en la aplicación de escritorio.',
  },
  pauseOnMetered: {
    label: 'Esperar en conexiones de uso medido',
    help: 'El punto de acceso de un teléfono, o lo que se haya indicado en el sistema. Linux con NetworkManager, y Windows; macOS no lo dice.',
  },
  watchClipboard: {
    label: 'Vigilar el portapapeles',
    help: 'Ofrece los enlaces que se copian en otros programas. En Wayland, solo mientras Sluice está al frente.',
  },
  addCopiedLinks: {
    label: 'Añadir los enlaces copiados sin preguntar',
    help: 'Mientras se vigila el portapapeles. Se avisa de lo añadido, y un clic en el aviso lo muestra.',
  },
  showDropTarget: {
    label: 'Zona para soltar',
    help: 'Una ventanita sobre las demás que acepta enlaces. En Wayland no puede quedarse encima. Solo en la aplicación de escritorio.',
  },
  keepAwake: {
    label: 'Mantener el equipo despierto',
    help: 'Mientras se descarga algo. Solo en la aplicación de escritorio.',
  },
  userAgent: {
    label: 'Agente de usuario',
    help: 'Cómo se presenta Sluice ante los servidores. Vacío significa «Sluice».',
  },
  inspectLinks: {
    label: 'Examinar los enlaces antes de añadirlos',
    help: 'Pregunta a cada servidor el nombre y el tamaño mientras se mira la lista. Si no, no se envía nada antes de añadir.',
  },
  updateChecks: {
    label: 'Buscar actualizaciones',
    help: 'Una vez al día; una versión nueva se instala al salir. Solo en paquetes firmados de la aplicación de escritorio.',
  },
  updateChannel: { label: 'Versiones', help: 'Las versiones de prueba llegan antes y tienen más fallos.' },
  finishedKeptDays: {
    label: 'Conservar las descargas terminadas en la lista',
    help: 'En días; después se olvidan. Sus archivos se quedan. 0 significa para siempre.',
  },
  rpcPort: {
    label: 'Puerto',
    help: 'De la página y del RPC, solo en este equipo.',
  },
  rpcSecret: {
    label: 'Secreto del RPC',
    help: 'Los programas lo envían como token:SECRETO. Vacío significa otro en cada inicio.',
  },
  shortcuts: {
    label: 'Atajos de teclado',
    help: 'Elija una tecla y pulse otra. Escape la deja como está.',
  },
  backupsKept: {
    label: 'Copias diarias que se conservan',
    help: 'De la lista y los ajustes. Con 0 no se hace ninguna.',
  },
  rpcAllowedOrigins: {
    label: 'Páginas web que pueden usar Sluice',
    help: 'Orígenes que pueden llamar al RPC, como https://example.org. Uno por línea.',
  },
  language: { label: 'Idioma', help: 'De la ventana, la bandeja, los menús y las notificaciones.' },
  theme: { label: 'Colores', help: 'Claros, oscuros o como el sistema.' },
  density: { label: 'Filas', help: 'Las filas compactas ocupan una línea cada una.' },
  systemAccent: {
    label: 'Color de énfasis del sistema',
    help: 'Para botones y barras, donde el sistema indica su color. El marco del foco se queda como está.',
  },
};

/** The choices of the settings that have some. */
export const CHOICE_TEXTS: Locale['CHOICE_TEXTS'] = {
  onChanged: { ask: 'Preguntar', restart: 'Empezar de nuevo', keepBoth: 'Conservar ambos' },
  updateChecks: { ask: 'Preguntar', on: 'Sí', off: 'Nunca' },
  updateChannel: { stable: 'Versiones finales', beta: 'También versiones de prueba' },
  proxyMode: { system: 'Como el sistema', none: 'Ninguno', manual: 'Este' },
  onWindowClose: { ask: 'Preguntar', hide: 'Seguir en marcha', quit: 'Salir' },
  theme: { system: 'Como el sistema', light: 'Claro', dark: 'Oscuro' },
  density: { comfortable: 'Amplias', compact: 'Compactas' },
  onNameTaken: { rename: 'Numerar', overwrite: 'Reemplazar', skip: 'Omitir la descarga', ask: 'Preguntar' },
};

/** What was learned about a server; `{value}` is the fact's number. */
export const HOST_FACT_WORDS: Locale['HOST_FACT_WORDS'] = {
  noRanges: same('Solo envía archivos enteros'),
  noConditions: same('No atiende a «solo si no ha cambiado»'),
  unstableEtag: same('Marca el mismo archivo de otra forma cada vez'),
  asksToWait: same('Pide a Sluice que espere'),
  paidConnections: {
    one: 'Más rápido con {count} conexión',
    many: 'Más rápido con {count} de conexiones',
    other: 'Más rápido con {count} conexiones',
  },
  maxConnections: {
    one: 'Acepta {count} conexión a la vez',
    many: 'Acepta {count} de conexiones a la vez',
    other: 'Acepta {count} conexiones a la vez',
  },
};

function same(text: string): { readonly one: string; readonly many: string; readonly other: string } {
  return { one: text, many: text, other: text };
}

/** Why an unfinished file could not be taken up. */
export const SKIP_WORDS: Locale['SKIP_WORDS'] = {
  inUse: 'Pertenece a una descarga de la lista.',
  noRecord: 'Nada a su lado indica de dónde vino.',
  unreadable: 'No se pudo leer.',
  nothingIntact: 'No tiene nada intacto.',
};

/** The other texts of the settings. */
export const SETTINGS_WORDS: Locale['SETTINGS_WORDS'] = {
  title: 'Ajustes',
  open: 'Ajustes',
  sections: 'Secciones',
  section: {
    downloads: 'Carpetas',
    limits: 'Conexiones y límites',
    retries: 'Intentos y esperas',
    names: 'Nombres y conflictos',
    network: 'Red',
    servers: 'Servidores',
    certificates: 'Certificados',
    backups: 'Copia y exportación',
    recover: 'Recuperar archivos',
    computer: 'Escritorio y notificaciones',
    appearance: 'Apariencia e idioma',
    shortcuts: 'Atajos de teclado',
    integration: 'Integración',
    privacy: 'Privacidad',
  },
  reset: 'Restablecer «{name}»: {value}',
  search: 'Buscar en los ajustes',
  nothingFound: 'Ningún ajuste coincide con «{search}».',
  goTo: 'Abrir «{section}»',
  seconds: 's',
  days: { one: 'día', many: 'días', other: 'días' },
  megabytes: 'MB/s',
  times: { one: 'fallo', many: 'fallos', other: 'fallos' },
  on: 'activado',
  off: 'desactivado',
  systemLanguage: 'Como el sistema',
  systemFolder: 'carpeta del sistema',
  proxyExample: 'http://proxy:3128',
  wrongProxy: 'Un proxy se escribe como http://proxy:3128 o socks5://proxy:1080.',
  nothing: 'nada',
  defaultKeys: 'teclas originales',
  outOfBounds: 'Un número de {least} a {most}.',
  wrong: 'Esto no se puede usar.',
  wrongLine: 'Esta línea no se puede usar: {line}',
  wrongNumber: 'Un número, como 2 o 0,5.',
  loading: 'Cargando…',
  until: 'hasta el {date}',
  servers: {
    body: 'Lo que Sluice ha notado de los servidores, para no intentar lo mismo en vano cada vez.',
    empty: 'Aún no se ha notado nada.',
    forget: 'Olvidar lo aprendido sobre {host}',
    forgetAll: 'Olvidar todo',
  },
  certificates: {
    body: 'Certificados en los que se confía aunque no se puedan verificar. Cada uno vale para un solo servidor.',
    empty: 'No se confía en ningún certificado de este tipo.',
    remove: 'Dejar de confiar en el certificado de {host}',
  },
  backups: {
    body: 'Copias de la lista de descargas y de los ajustes; los archivos mismos no están en ellas.',
    empty: 'Aún no hay ninguna copia de seguridad.',
    create: 'Hacer una copia ahora',
    creating: 'Haciendo una copia…',
    restore: 'Restaurar…',
    restoreOf: 'Restaurar la copia del {date}…',
    confirmTitle: '¿Volver a esta copia de seguridad?',
    confirmBody:
      'La lista y los ajustes vuelven a ser como entonces. Sluice hace antes una copia del estado actual y se cierra; inícielo de nuevo para continuar.',
    confirm: 'Restaurar y salir de Sluice',
    restored: 'Sluice se cierra ahora y usará la copia cuando se inicie de nuevo.',
  },
  rules: {
    kind: 'Tipo de archivo',
    anything: 'Todo',
    host: 'Servidor',
    anyHost: 'todo servidor',
    folder: 'Carpeta',
    fromHost: '{kind} de {host}',
    add: 'Añadir una regla',
    remove: 'Quitar la regla de «{rule}»',
  },
  keys: {
    change: 'Cambiar la tecla de «{name}», ahora {keys}',
    press: 'Pulse una tecla…',
    taken: '{key} ya es «{name}». Elija otra tecla, o cambie esa primero.',
    reserved: '{key} tiene un significado propio en todas partes. Elija otra tecla.',
  },
  privacy: {
    title: 'Olvidar ahora',
    body: 'Los archivos del disco se quedan. Lo que Sluice ha notado de los servidores está en «Servidores».',
    clearFinished: 'Quitar de la lista las descargas terminadas',
    forgetChoices: 'Olvidar lo elegido para los servidores',
    cleared: {
      one: '{count} descarga ha salido de la lista.',
      many: '{count} de descargas han salido de la lista.',
      other: '{count} descargas han salido de la lista.',
    },
    forgotten: {
      one: 'Se olvidó lo elegido para {count} servidor.',
      many: 'Se olvidó lo elegido para {count} de servidores.',
      other: 'Se olvidó lo elegido para {count} servidores.',
    },
  },
  transfer: {
    exportTitle: 'Exportar',
    exportBody: 'Escribe un archivo JSON, para otro equipo u otro programa.',
    withDownloads: 'Con la lista de descargas',
    withSecrets: 'Con contraseñas, cookies y el secreto del RPC',
    export: 'Exportar',
    exporting: 'Escribiendo…',
    exported: {
      one: 'Se escribió {count} descarga y los ajustes en {file}',
      many: 'Se escribieron {count} de descargas y los ajustes en {file}',
      other: 'Se escribieron {count} descargas y los ajustes en {file}',
    },
    importTitle: 'Importar',
    importBody: 'Lee un archivo exportado por Sluice, o un archivo de entrada o de sesión de aria2.',
    choose: 'Elegir un archivo…',
    found: { one: '{count} descarga', many: '{count} de descargas', other: '{count} descargas' },
    unreadable: {
      one: '{count} entrada no se puede usar.',
      many: '{count} de entradas no se pueden usar.',
      other: '{count} entradas no se pueden usar.',
    },
    unknownSettings: 'Se omiten los ajustes de otra versión: {names}.',
    withSettings: {
      one: 'Aplicar {count} ajuste',
      many: 'Aplicar {count} de ajustes',
      other: 'Aplicar {count} ajustes',
    },
    starts: 'Iniciar lo que estaba en espera',
    import: 'Importar',
    imported: {
      one: '{count} descarga añadida.',
      many: '{count} de descargas añadidas.',
      other: '{count} descargas añadidas.',
    },
    known: {
      one: '{count} ya estaba en la lista.',
      many: '{count} ya estaban en la lista.',
      other: '{count} ya estaban en la lista.',
    },
    withoutFile: {
      one: '{count} queda en pausa, porque su archivo no está aquí.',
      many: '{count} quedan en pausa, porque sus archivos no están aquí.',
      other: '{count} quedan en pausa, porque sus archivos no están aquí.',
    },
    unusable: {
      notList: '«{name}» no es un archivo exportado por Sluice ni un archivo de entrada o de sesión de aria2.',
      newer: '«{name}» lo escribió un Sluice más reciente. Instale esa versión para importarlo.',
      tooLarge: '«{name}» supera los 200 MB.',
      unreadable: '«{name}» no se pudo leer. Compruebe que aún existe e inténtelo de nuevo.',
    },
  },
  recover: {
    body: 'Recupera archivos inacabados que ninguna descarga de la lista conoce, cuando se perdió la lista o se trajo un disco de otro lugar. Lo que esté intacto se conserva.',
    folder: 'Carpeta donde buscar',
    start: 'Buscar archivos inacabados',
    running: 'Buscando…',
    found: {
      one: '{count} archivo recuperado. Está en la lista, en pausa.',
      many: '{count} de archivos recuperados. Están en la lista, en pausa.',
      other: '{count} archivos recuperados. Están en la lista, en pausa.',
    },
    none: 'No hay ningún archivo inacabado en esta carpeta.',
    nothingNew: 'No se pudo recuperar nada.',
    held: '{size} intactos',
    skipped: {
      one: '{count} archivo se dejó:',
      many: '{count} de archivos se dejaron:',
      other: '{count} archivos se dejaron:',
    },
  },
  more: { one: 'y {count} más', many: 'y {count} más', other: 'y {count} más' },
};
