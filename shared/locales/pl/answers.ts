import type { Locale } from '../../words.ts';
import { forms } from './forms.ts';

export const COMMON_ANSWER_WORDS: Locale['COMMON_ANSWER_WORDS'] = {
  retry: { label: 'Spróbuj ponownie', what: 'Próbuje jeszcze raz tak samo. To, co już pobrano, zostaje.' },
  restart: { label: 'Zacznij od nowa', what: 'Porzuca to, co już pobrano, i zaczyna od pierwszego bajtu.' },
  keepBoth: {
    label: 'Zachowaj oba',
    what: 'Zachowuje to, co już pobrano, jako osobny plik i pobiera obok nowy.',
  },
  newLink: { label: 'Nowy odnośnik…', what: 'Bierze inny odnośnik do tego samego pliku. To, co już pobrano, zostaje.' },
  trust: {
    label: 'Zaufaj…',
    what: 'Przez pewien czas przyjmuje dokładnie ten certyfikat od tego serwera. Jest widoczny w ustawieniach.',
  },
  allow: { label: 'Zezwól', what: 'Tym razem przechodzi pod niezabezpieczony adres.' },
  accept: { label: 'Zachowaj bez zmian', what: 'Zachowuje plik w takiej postaci, w jakiej przyszedł.' },
  rename: { label: 'Dodaj numer', what: 'Zapisuje nowy plik z numerem w nazwie.' },
  overwrite: { label: 'Zastąp', what: 'Zastępuje istniejący plik nowym.' },
  skip: { label: 'Pomiń', what: 'Zostawia istniejący plik i nie pobiera tego.' },
  leave: { label: 'Zostaw na miejscu', what: 'Plik zostaje w swoim folderze i pod swoją nazwą.' },
  cancel: { label: 'Usuń', what: 'Usuwa pobieranie z listy.' },
};

export const SPECIAL_ANSWER_WORDS: Locale['SPECIAL_ANSWER_WORDS'] = {
  'server.htmlInstead accept': { label: 'Zapisz stronę', what: 'Zapisuje stronę internetową jako plik.' },
  'link.otherFile newLink': {
    label: 'Inny odnośnik…',
    what: 'Bierze inny odnośnik do tego samego pliku. To, co już pobrano, zostaje.',
  },
  'link.otherFile restart': {
    label: 'Pobierz ten',
    what: 'Porzuca to, co już pobrano, i pobiera plik, do którego prowadzi nowy odnośnik.',
  },
  'checksum.mismatch retry': {
    label: 'Pobierz ponownie',
    what: 'Pobiera plik ponownie. To, co potwierdzają jego sumy kontrolne, zostaje.',
  },
  'checksum.mismatch accept': {
    label: 'Zachowaj mimo to',
    what: 'Zachowuje plik, choć jego suma kontrolna jest inna niż oczekiwana.',
  },
  'checksum.unavailable accept': {
    label: 'Zachowaj bez sprawdzania',
    what: 'Zachowuje plik bez porównania sumy kontrolnej.',
  },
  'move.nameTaken rename': { label: 'Dodaj numer', what: 'Przenosi tam plik z numerem w nazwie.' },
  'move.failed retry': { label: 'Spróbuj ponownie', what: 'Jeszcze raz próbuje przenieść tam plik.' },
  'move.nameTaken retry': { label: 'Spróbuj ponownie', what: 'Jeszcze raz próbuje przenieść tam plik.' },
};

export const QUESTION_WORDS: Locale['QUESTION_WORDS'] = {
  restart: {
    title: forms(
      'Zacząć od początku?',
      'Zacząć {count} pobierania od początku?',
      'Zacząć {count} pobierań od początku?',
    ),
    body: 'Plik zostanie pobrany od pierwszego bajtu.',
    givesUp: 'To, co już pobrano ({size}), przepadnie, a plik zostanie pobrany od pierwszego bajtu.',
    oldFile: 'Kompletny plik',
    keep: 'Zachowaj kompletny plik; nowy dostanie numer',
    replace: 'Zastąp go, gdy nowy będzie kompletny',
    submit: 'Zacznij od nowa',
    done: forms(
      'Zaczęto od nowa {count} pobieranie',
      'Zaczęto od nowa {count} pobierania',
      'Zaczęto od nowa {count} pobierań',
    ),
    leftAlone: 'Trwających pobierań nie ruszono. Najpierw je wstrzymaj.',
  },
  newLink: {
    title: 'Nowy odnośnik do tego samego pliku',
    field: 'Nowy odnośnik',
    placeholder: 'https://…',
    body: 'Zanim ruszy dalej, Sluice porówna rozmiar i treść z tym, co już pobrano.',
    held: 'Pobrano już {size} i to zostaje.',
    submit: 'Użyj tego odnośnika',
    notOne: 'Wklej jeden odnośnik zaczynający się od http:// lub https://.',
    offer: 'Czy to nowy odnośnik dla „{name}”?',
    accept: 'Użyj jako nowego odnośnika',
    drop: 'Upuść, aby użyć jako nowego odnośnika dla „{name}”',
    taken: 'Sluice porównuje nowy odnośnik z tym, co już pobrano z „{name}”.',
  },
  trust: {
    title: 'Zaufać temu certyfikatowi?',
    body: 'Ktoś, kto podszywa się pod serwer, mógłby odczytać i zmienić przesyłane dane. Porównaj SHA-256 z tym, który masz od właściciela serwera.',
    host: 'Serwer',
    subject: 'Wystawiony dla',
    issuer: 'Podpisany przez',
    valid: 'Ważny',
    validFromTo: 'od {from} do {to}',
    sha256: 'SHA-256',
    unknown: 'Certyfikat nie jest jeszcze znany. Spróbuj ponownie, a potem zdecyduj.',
    submit: 'Zaufaj dla tego serwera',
    notShown: forms(
      'Jeszcze {count} pobieranie pyta o certyfikat, którego tu nie pokazano; pytanie pojawi się ponownie.',
      'Jeszcze {count} pobierania pytają o certyfikaty, których tu nie pokazano; pytania pojawią się ponownie.',
      'Jeszcze {count} pobierań pyta o certyfikaty, których tu nie pokazano; pytania pojawią się ponownie.',
    ),
  },
  program: {
    title: 'Otworzyć ten program?',
    body: 'Programy z internetu mogą zrobić wszystko to, co Ty. Otwórz go tylko, jeśli ufasz miejscu, z którego pochodzi.',
    from: 'Z',
    submit: 'Otwórz',
  },
  answered: forms(
    'Odpowiedziano dla {count} pobierania',
    'Odpowiedziano dla {count} pobierań',
    'Odpowiedziano dla {count} pobierań',
  ),
  nothingToAnswer: 'To pytanie nie jest już aktualne.',
};
