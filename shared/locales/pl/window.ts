import type { Locale } from '../../words.ts';
import { ADD_WORDS } from './add.ts';
import { forms } from './forms.ts';
import { PROXY_ERROR_WORDS } from './proxy.ts';

export const ERROR_WORDS: Locale['ERROR_WORDS'] = {
  'network.offline': {
    what: 'Brak połączenia z siecią.',
    todo: 'Sluice czeka i ruszy, gdy połączenie wróci.',
  },
  'network.unknownHost': {
    what: 'Nie znaleziono nazwy serwera.',
    todo: 'Sprawdź odnośnik i połączenie. Sluice próbuje dalej.',
  },
  'network.refused': {
    what: 'Serwer odmówił połączenia.',
    todo: 'Może być chwilowo niedostępny. Sluice próbuje dalej.',
  },
  'network.reset': { what: 'Połączenie zostało przerwane.', todo: 'Sluice rusza od miejsca przerwania.' },
  'network.unreachable': {
    what: 'Nie można połączyć się z serwerem.',
    todo: 'Sprawdź połączenie. Sluice próbuje dalej.',
  },
  'network.timedOut': { what: 'Serwer nie odpowiedział na czas.', todo: 'Sluice próbuje dalej.' },
  'network.stalled': {
    what: 'Przez pewien czas nie przyszły żadne dane.',
    todo: 'Sluice rusza od miejsca przerwania.',
  },
  'network.truncated': { what: 'Serwer zbyt wcześnie zakończył plik.', todo: 'Sluice pobiera resztę.' },
  'network.badResponse': {
    what: 'Odpowiedź serwera nie jest poprawnym HTTP.',
    todo: 'Sprawdź odnośnik i to, czy ma się zaczynać od http://, czy od https://. Sluice próbuje dalej.',
  },
  'network.certificate': {
    what: 'Certyfikat serwera nie jest zaufany.',
    todo: 'Ktoś może podszywać się pod serwer. Zaufaj temu certyfikatowi tylko, jeśli wiesz, skąd to wynika.',
  },
  'network.certificateExpired': {
    what: 'Certyfikat serwera wygasł albo nie jest jeszcze ważny.',
    todo: 'Sprawdź zegar tego komputera. Zaufaj certyfikatowi tylko, jeśli znasz ten serwer.',
  },
  'network.certificateWrongHost': {
    what: 'Certyfikat serwera wystawiono dla innej nazwy.',
    todo: 'Ktoś może podszywać się pod serwer. Zaufaj temu certyfikatowi tylko, jeśli wiesz, skąd to wynika.',
  },
  'network.certificateUnknown': {
    what: 'Certyfikat serwera pochodzi od nieznanego wystawcy.',
    todo: 'Ktoś może podszywać się pod serwer. Zaufaj temu certyfikatowi tylko, jeśli to Twój własny serwer.',
  },

  ...PROXY_ERROR_WORDS,

  'server.unauthorized': {
    what: 'Serwer wymaga nazwy użytkownika i hasła (401).',
    todo: 'Dodaj odnośnik ponownie jako https://użytkownik:hasło@host/… albo z nagłówkiem Authorization.',
  },
  'server.forbidden': {
    what: 'Serwer nie zezwala na to pobieranie (403).',
    todo: 'Odnośnik mógł wygasnąć. Skopiuj ze strony nowy i dodaj go.',
  },
  'server.notFound': {
    what: 'Na serwerze nie ma takiego pliku (404).',
    todo: 'Sprawdź odnośnik albo skopiuj ze strony nowy.',
  },
  'server.gone': { what: 'Plik usunięto z serwera (410).', todo: 'Poszukaj na stronie nowszego odnośnika.' },
  'server.rejected': {
    what: 'Serwer odrzucił żądanie.',
    todo: 'Sprawdź odnośnik albo skopiuj ze strony nowy.',
  },
  'server.tooManyRequests': {
    what: 'Serwer prosi o mniej żądań (429).',
    todo: 'Sluice czeka tak długo, jak prosi serwer, a potem rusza dalej.',
  },
  'server.unavailable': { what: 'Serwer jest zajęty (503).', todo: 'Sluice czeka, a potem rusza dalej.' },
  'server.failed': { what: 'Na serwerze wystąpił błąd.', todo: 'Sluice próbuje ponownie.' },
  'server.tooManyRedirects': { what: 'Odnośnik prowadzi w kółko.', todo: 'Skopiuj ze strony nowy odnośnik.' },
  'server.badRedirect': {
    what: 'Odnośnik prowadzi pod adres, którego Sluice nie otwiera.',
    todo: 'Pobierać można tylko odnośniki http i https.',
  },
  'server.insecureRedirect': {
    what: 'Bezpieczny odnośnik prowadzi pod niezabezpieczony adres.',
    todo: 'Po drodze ktoś mógłby odczytać lub zmienić plik. Zezwól tylko, jeśli to bez znaczenia.',
  },
  'server.rangeIgnored': {
    what: 'Serwer nie umożliwia wznowienia tego pliku.',
    todo: 'Sluice zaczyna go od początku.',
  },
  'server.rangeWrong': {
    what: 'Serwer wysłał niewłaściwą część pliku.',
    todo: 'Została odrzucona. Sluice próbuje ponownie.',
  },
  'server.rangeUnsatisfiable': {
    what: 'Plik na serwerze jest krótszy niż wcześniej.',
    todo: 'Sluice zaczyna go od początku.',
  },
  'server.changed': {
    what: 'Plik na serwerze zmienił się od rozpoczęcia pobierania.',
    todo: 'Zacznij od nowa albo zachowaj to, co jest, i pobierz nowy obok.',
  },
  'server.tooManyBytes': {
    what: 'Serwer wysłał więcej, niż zapowiedział.',
    todo: 'Sluice zaczyna plik od początku.',
  },
  'server.encoded': {
    what: 'Serwer wysłał plik w kodowaniu, o które Sluice nie prosił.',
    todo: 'Wypróbuj odnośnik w przeglądarce albo zapytaj właściciela strony.',
  },
  'server.htmlInstead': {
    what: 'Serwer wysłał stronę internetową zamiast pliku.',
    todo: 'Odnośnik mógł wygasnąć lub wymaga zalogowania. Wklej nowy odnośnik albo przyjmij stronę.',
  },

  'disk.full': { what: 'Dysk jest pełny.', todo: 'Zwolnij miejsce. Sluice ruszy sam, gdy się znajdzie.' },
  'disk.folderMissing': { what: 'Folder nie istnieje.', todo: 'Utwórz go albo wybierz inny, a potem ponów.' },
  'disk.notWritable': {
    what: 'Sluice nie może zapisywać w tym folderze.',
    todo: 'Wybierz inny folder albo zmień jego uprawnienia, a potem ponów.',
  },
  'disk.nameTooLong': {
    what: 'Ścieżka pliku jest za długa dla tego dysku.',
    todo: 'Wybierz krótszy folder lub nazwę, a potem ponów.',
  },
  'disk.nameTaken': {
    what: 'Istnieje już plik o tej nazwie.',
    todo: 'Wybierz, czy nadać nowemu numer, zastąpić stary, czy go zostawić.',
  },
  'disk.stalled': { what: 'Folder nie odpowiada.', todo: 'Może być w sieci. Sluice próbuje dalej.' },
  'disk.fileTooLarge': {
    what: 'Plik jest większy, niż pozwala ten dysk.',
    todo: 'Wybierz folder na innym dysku.',
  },
  'disk.partLost': {
    what: 'Nieukończony plik zniknął albo zmienił go inny program.',
    todo: 'Sluice zaczyna go od początku.',
  },
  'disk.failed': { what: 'Dysk zgłosił błąd.', todo: 'Sprawdź dysk, a potem ponów.' },

  'link.notUrl': { what: 'To nie jest odnośnik.', todo: 'Odnośnik wygląda jak https://example.org/plik.zip.' },
  'link.unsupportedScheme': {
    what: 'Sluice nie może pobrać odnośnika tego rodzaju.',
    todo: 'Użyj odnośnika zaczynającego się od http:// lub https://.',
  },

  'link.expired': {
    what: 'Odnośnik wygasł.',
    todo: 'Skopiuj ze strony nowy odnośnik i wklej go tutaj. To, co już pobrano, zostaje.',
  },
  'link.otherFile': {
    what: 'Nowy odnośnik prowadzi do innego pliku.',
    todo: 'Wklej inny odnośnik. To, co już pobrano, zostaje.',
  },

  'checksum.mismatch': {
    what: 'Plik przyszedł w całości, ale jego suma kontrolna jest inna niż oczekiwana.',
    todo: 'Został zachowany pod tymczasową nazwą. Pobierz go ponownie albo przyjmij taki, jaki jest.',
  },
  'checksum.contradiction': {
    what: 'Każdy fragment pliku jest poprawny, ale jego suma kontrolna jest inna niż oczekiwana: dane o nim są sprzeczne.',
    todo: 'Został zachowany pod tymczasową nazwą. Poszukaj nowszego pliku Metalink lub sumy kontrolnej albo przyjmij go takim, jaki jest.',
  },
  'checksum.unavailable': {
    what: 'Nie można odczytać opublikowanej sumy kontrolnej pliku.',
    todo: 'Ponów albo przyjmij plik bez niej.',
  },

  'app.engineStopped': {
    what: 'Część Sluice, która przesyła dane, zatrzymała się.',
    todo: 'Uruchomiono ją ponownie. Sluice rusza od miejsca przerwania.',
  },
  'app.sealed': {
    what: 'Nie można tu odczytać zapisanych danych logowania.',
    todo: 'Otwórz aplikację na komputer albo wklej odnośnik ponownie.',
  },
  'app.unexpected': {
    what: 'Stało się coś nieoczekiwanego.',
    todo: 'Ponów; jeśli to się powtórzy, zgłoś to.',
  },
};

export const GAVE_UP_WORDS: Locale['GAVE_UP_WORDS'] = {
  nameTaken: 'Plik pominięto. Aby go mimo to pobrać, przenieś tamten plik i spróbuj ponownie.',
  gaveUp: 'Sluice próbował wiele razy i zrezygnował. „Ponów” spróbuje jeszcze raz.',
};

export const CALL_ERROR_WORDS: Locale['CALL_ERROR_WORDS'] = {
  'call.unknown': 'Ten Sluice nie zna tego polecenia. Okno i program mogą być w różnych wersjach: odśwież okno.',
  'call.badInput': 'Ta wartość jest nieprawidłowa.',
  'call.notFound': 'Tego pobierania nie ma już na liście.',
  'call.notCompleted': 'Otworzyć można tylko ukończone pobieranie.',
  'call.folderNotAbsolute': 'Folder musi być pełną ścieżką, na przykład /home/me/Downloads.',
  'call.fileGone':
    'Pliku już tu nie ma. Mógł zostać przeniesiony lub usunięty; aby go pobrać, dodaj ponownie jego odnośnik.',
  'call.folderGone': 'Nie można odczytać tego folderu. Sprawdź ścieżkę i to, czy dysk jest podłączony.',
  'call.badLink':
    'To nie jest odnośnik, który Sluice może pobrać. Wklej taki, który zaczyna się od http:// lub https://.',
  'call.isRunning': 'To można zrobić tylko wtedy, gdy pobieranie nie trwa. Najpierw je wstrzymaj.',
  'call.isProgram': 'Ten plik jest programem. Otwórz go tylko, jeśli ufasz miejscu, z którego pochodzi.',
  'call.openFailed': 'System nie mógł tego otworzyć.',
  'call.notSaved':
    'Sluice nie mógł tego zapisać. Dysk z jego folderem danych może być pełny: zwolnij miejsce i spróbuj ponownie.',
  'call.notOurFile':
    'Sluice nie zapisał tego pliku: pochodzi z zaimportowanej listy. Usuń pobieranie bez pliku, a plik usuń w jego folderze.',
  'call.notWritten': 'Nie można zapisać pliku. Wybierz folder, w którym masz prawo zapisu, na dysku z wolnym miejscem.',
  'call.backupGone': 'Tej kopii już nie ma. Wybierz inną.',
  'call.backupUnusable':
    'Tej kopii nie można użyć: jest uszkodzona albo z nowszego Sluice. Lista pozostaje bez zmian; wybierz inną kopię.',
  'call.closing': 'Sluice się zamyka.',
  'call.cancelled': 'Anulowano.',
  'call.portTaken':
    'Tego portu używa inny program albo zastrzega go system. Wybierz inny numer; port pozostaje bez zmian.',
  'call.notTrashed':
    'Kosz nie przyjął tego pliku. Sluice go nie zapisał i nie usuwa go inaczej. Usuń pobieranie bez pliku albo usuń plik samodzielnie.',
  'call.failed': 'Stało się coś nieoczekiwanego.',
};

export const NOTICE_WORDS: Locale['NOTICE_WORDS'] = {
  'notice.databaseDamaged': 'Lista pobierania była uszkodzona, więc Sluice zaczął nową. Uszkodzony plik zachowano w:',
  'notice.backupAvailable': 'Jest kopia zapasowa listy, którą można przywrócić w ustawieniach:',
  'notice.listRestored': 'Kopia zapasowa jest teraz Twoją listą. Poprzednią listę zachowano w:',
  'notice.cannotSave':
    'Sluice nie może zapisać tego, co się dzieje, i próbuje dalej. Zwolnij miejsce na dysku z jego folderem danych:',
  'notice.onBattery': 'Sluice czeka, aż komputer będzie podłączony do zasilania (Ustawienia, Powiadomienia).',
  'notice.onMetered': 'Sluice czeka, aż połączenie przestanie być taryfowe (Ustawienia, Powiadomienia).',
  'notice.rowsLeftOut':
    'Części pobierań nie można było odczytać i nie ma ich na liście; pozostają w jej pliku. Dodaj ponownie ich odnośniki, a to, co już pobrano, zostanie przejęte:',
  'notice.settingsReset': 'Części ustawień nie można było odczytać i przywrócono im wartości domyślne:',
};

export const STATE_WORDS: Locale['STATE_WORDS'] = {
  queued: 'Czeka',
  probing: 'Łączenie',
  downloading: 'Pobieranie',
  pausing: 'Wstrzymywanie',
  paused: 'Wstrzymane',
  retrying: 'Ponawianie',
  blocked: 'Wymaga uwagi',
  finishing: 'Kończenie',
  completed: 'Ukończone',
  failed: 'Nieudane',
};

export const WINDOW_WORDS: Locale['WINDOW_WORDS'] = {
  appName: 'Sluice',
  actions: {
    toolbar: 'Pobieranie',
    add: 'Dodaj',
    pause: 'Wstrzymaj',
    resume: 'Wznów',
    retry: 'Ponów',
    restart: 'Zacznij od nowa…',
    remove: 'Usuń',
    removeMore: 'Usuń…',
    rename: 'Zmień nazwę…',
    moveTo: 'Przenieś do folderu…',
    category: 'Wybierz rodzaj…',
    stopMove: 'Przerwij przenoszenie',
    pauseAll: 'Wstrzymaj wszystkie',
    resumeAll: 'Wznów wszystkie',
    open: 'Otwórz',
    showInFolder: 'Pokaż w folderze',
    copyLink: 'Kopiuj odnośnik',
    details: 'Szczegóły',
    verify: 'Sprawdź plik',
    repair: 'Napraw',
    newLink: 'Nowy odnośnik…',
    answers: 'Inne odpowiedzi',
    settings: 'Ustawienia',
    openBackups: 'Wróć do kopii zapasowej…',
    more: 'Więcej działań',
    chooseFolder: 'Wybierz…',
    chooseFolderName: 'Wybierz folder',
    cancel: 'Anuluj',
    close: 'Zamknij',
    dismiss: 'Ukryj',
    shortcuts: 'Skróty klawiszowe',
  },
  search: { label: 'Szukaj nazwy, odnośnika' },
  filters: {
    label: 'Pokaż',
    all: 'Wszystkie',
    active: 'Trwające',
    waiting: 'Oczekujące',
    finished: 'Ukończone',
    attention: 'Wymagające uwagi',
  },
  sidebar: {
    categories: 'Kategorie',
    folders: 'Foldery',
    hosts: 'Serwery',
    toggle: 'Panel boczny',
    combine: '{key}kliknięcie: razem z tym, co widać',
    also: 'Filtruj także według „{name}”',
    without: 'Już nie tylko „{name}”',
  },
  categories: {
    video: 'Wideo',
    audio: 'Dźwięk',
    images: 'Obrazy',
    documents: 'Dokumenty',
    archives: 'Archiwa',
    programs: 'Programy',
    other: 'Inne',
  },
  limit: {
    label: 'Limit prędkości',
    none: 'Bez limitu',
    other: 'Inny limit…',
    button: 'Limit prędkości: {limit}',
  },
  priorities: { high: 'Wysoki', normal: 'Normalny', low: 'Niski' },
  queue: {
    top: 'Zacznij jako pierwsze',
    bottom: 'Zacznij jako ostatnie',
    priority: 'Priorytet: {priority}',
    inOrder: 'W kolejności rozpoczynania',
    moved: 'Kolejność rozpoczynania pobierań została zmieniona.',
    showOrder: 'Pokaż kolejność',
  },
  columns: {
    name: 'Nazwa',
    host: 'Serwer',
    state: 'Stan',
    size: 'Rozmiar',
    speed: 'Prędkość',
    timeLeft: 'Pozostało',
    added: 'Dodano',
    priority: 'Priorytet',
    folder: 'Folder',
    category: 'Rodzaj',
    note: 'Uwaga',
    actions: 'Działania',
    choose: 'Kolumny',
    width: 'Szerokość kolumny {column}',
    reset: 'Przywróć domyślne kolumny',
  },
  row: {
    loading: 'Wczytywanie…',
    sizeOf: '{received} z {size}',
    percent: '{state} {percent}',
    checking: 'Sprawdzanie…',
    waitsForPlace: 'Czeka na miejsce',
    moving: 'Przenoszenie {percent}',
    retryAt: '{what} Następna próba o {time}.',
    problem: '{what} {todo}',
  },
  list: {
    label: 'Pobieranie',
    emptyTitle: 'Upuść tu odnośniki',
    emptyBody:
      'Przeciągnij na to okno odnośniki, tekst lub plik tekstowy, wklej je za pomocą {paste} albo wybierz Dodaj.',
    nothingFiltered: 'Nie ma tu pobierań.',
    nothingFound: 'Nic nie pasuje do „{search}”.',
    showAll: 'Pokaż wszystkie pobierania',
  },
  status: {
    label: 'Podsumowanie',
    active: forms('{count} trwające', '{count} trwające', '{count} trwających'),
    waiting: forms('{count} oczekujące', '{count} oczekujące', '{count} oczekujących'),
    selected: forms('{count} zaznaczone', '{count} zaznaczone', '{count} zaznaczonych'),
    downloads: forms('{count} pobieranie', '{count} pobierania', '{count} pobierań'),
    timeLeft: 'pozostało {time}',
    idle: 'Nic nie jest pobierane',
    free: '{size} wolnego',
    limited: 'limit {speed}',
  },
  add: ADD_WORDS,
  drop: {
    title: 'Upuść, aby dodać pobierania',
    body: 'Odnośniki, tekst lub plik tekstowy z odnośnikami',
    notText: '„{name}” nie jest plikiem tekstowym. Upuść odnośniki, tekst lub plik tekstowy z odnośnikami.',
    tooLarge: '„{name}” przekracza {limit}. Podziel go albo wklej odnośniki.',
    unreadable: 'Nie można odczytać „{name}”. Sprawdź, czy nadal istnieje, i spróbuj ponownie.',
    noLink: '„{name}” to skrót bez odnośnika. Upuść taki, który prowadzi do strony lub pliku.',
    nothing: 'W tym, co upuszczono, nie ma odnośników.',
  },
  remove: {
    title: forms('Usunąć {count} pobieranie?', 'Usunąć {count} pobierania?', 'Usunąć {count} pobierań?'),
    body: 'To, co już pobrano, zostaje na dysku, chyba że wybierzesz inaczej.',
    deleteFiles: forms('Usuń także plik', 'Usuń także pliki', 'Usuń także pliki'),
    trashFiles: forms('Przenieś także plik do kosza', 'Przenieś także pliki do kosza', 'Przenieś także pliki do kosza'),
    trashHint: 'Na dysku bez kosza usunięcie jest ostateczne.',
  },
  messages: {
    label: 'Komunikaty',
    undo: 'Cofnij',
    cameBack: forms(
      '{count} pobieranie wróciło na listę',
      '{count} pobierania wróciły na listę',
      '{count} pobierań wróciło na listę',
    ),
    added: forms('Dodano {count} pobieranie', 'Dodano {count} pobierania', 'Dodano {count} pobierań'),
    refused: forms(
      'Nie dodano {count} odnośnika. {what}',
      'Nie dodano {count} odnośników. {what}',
      'Nie dodano {count} odnośników. {what}',
    ),
    finished: 'Ukończono: {name}',
    finishedMany: forms('Ukończono {count} pobieranie', 'Ukończono {count} pobierania', 'Ukończono {count} pobierań'),
    failed: '{name}: {what}',
    removed: forms('Usunięto {count} pobieranie', 'Usunięto {count} pobierania', 'Usunięto {count} pobierań'),
    copied: forms('Skopiowano {count} odnośnik', 'Skopiowano {count} odnośniki', 'Skopiowano {count} odnośników'),
    copyFailed: 'Nie można użyć schowka. Kliknij w oknie i spróbuj ponownie.',
    noConnection: 'Sluice nie działa, więc niczego nie zmieniono.',
  },
  connection: {
    lost: 'Sluice nie działa. Ponowne łączenie…',
    endedTitle: 'Uprawnienie tego okna wygasło.',
    endedBody: 'Uruchom ponownie `sluice serve` lub `npm start`, aby otworzyć nowe.',
  },
  keyNames: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Alt: 'Alt',
    Space: 'Spacja',
    Enter: 'Enter',
    Delete: 'Delete',
    Backspace: 'Backspace',
    ContextMenu: 'Klawisz menu',
  },
  shortcuts: {
    title: 'Skróty klawiszowe',
    change: 'Zmień…',
    add: 'Dodaj pobieranie',
    paste: 'Dodaj odnośniki ze schowka',
    addNow: 'Dodaj to, co jest w oknie dialogowym',
    search: 'Szukaj',
    move: 'Poruszaj się po liście',
    extend: 'Zaznacz kilka',
    selectAll: 'Zaznacz wszystko',
    pauseResume: 'Wstrzymaj lub wznów',
    open: 'Otwórz plik albo zrób to, o co prosi wiersz',
    remove: 'Usuń',
    rename: 'Zmień nazwę',
    copyLink: 'Kopiuj odnośniki',
    menu: 'Więcej działań',
    queueUp: 'Zacznij wcześniej lub później',
    combine: 'Połącz z tym, co widać (panel boczny)',
    details: 'Szczegóły',
    settings: 'Ustawienia',
    sheet: 'Pokaż tę ściągawkę',
  },
};
