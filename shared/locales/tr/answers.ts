import type { Locale } from '../../words.ts';
import { forms } from './forms.ts';

export const COMMON_ANSWER_WORDS: Locale['COMMON_ANSWER_WORDS'] = {
  retry: { label: 'Yeniden dene', what: 'Aynısını yeniden dener. İndirilen kısım korunur.' },
  restart: { label: 'Baştan başlat', what: 'İndirilen kısımdan vazgeçer ve ilk bayttan başlar.' },
  keepBoth: {
    label: 'İkisini de tut',
    what: 'İndirilen kısmı ayrı bir dosya olarak tutar, yenisini onun yanına indirir.',
  },
  newLink: { label: 'Yeni link…', what: 'Aynı dosyaya giden başka bir link alır. İndirilen kısım korunur.' },
  trust: {
    label: 'Güven…',
    what: 'Bu sunucunun tam olarak bu sertifikasını bir süreliğine kabul eder. Ayarlarda listelenir.',
  },
  allow: { label: 'İzin ver', what: 'Bu seferlik, güvenli olmayan adrese giden linki izler.' },
  accept: { label: 'Olduğu gibi tut', what: 'Dosyayı geldiği haliyle tutar.' },
  rename: { label: 'Numara ekle', what: 'Yeni dosyayı, adına bir numara ekleyerek kaydeder.' },
  overwrite: { label: 'Değiştir', what: 'Var olan dosyanın yerine yenisini koyar.' },
  skip: { label: 'Atla', what: 'Var olan dosyaya dokunmaz, bunu indirmez.' },
  leave: { label: 'Olduğu yerde bırak', what: 'Dosya kendi klasöründe, kendi adıyla kalır.' },
  cancel: { label: 'Kaldır', what: 'İndirmeyi listeden kaldırır.' },
};

export const SPECIAL_ANSWER_WORDS: Locale['SPECIAL_ANSWER_WORDS'] = {
  'server.htmlInstead accept': { label: 'Sayfayı kaydet', what: 'Web sayfasını dosya olarak kaydeder.' },
  'link.otherFile newLink': {
    label: 'Başka link…',
    what: 'Aynı dosyaya giden başka bir link alır. İndirilen kısım korunur.',
  },
  'link.otherFile restart': {
    label: 'Bunu indir',
    what: 'İndirilen kısımdan vazgeçer ve yeni linkin gittiği dosyayı indirir.',
  },
  'checksum.mismatch retry': {
    label: 'Yeniden indir',
    what: 'Dosyayı yeniden indirir. Kendi sağlama toplamlarıyla doğrulanan parçalar kalır.',
  },
  'checksum.mismatch accept': {
    label: 'Yine de tut',
    what: 'Sağlama toplamı beklenenden farklı olsa da dosyayı tutar.',
  },
  'checksum.unavailable accept': {
    label: 'Denetlemeden tut',
    what: 'Sağlama toplamını karşılaştırmadan dosyayı tutar.',
  },
  'move.nameTaken rename': { label: 'Numara ekle', what: 'Dosyayı, adına bir numara ekleyerek oraya götürür.' },
  'move.failed retry': { label: 'Yeniden dene', what: 'Dosyayı oraya götürmeyi yeniden dener.' },
  'move.nameTaken retry': { label: 'Yeniden dene', what: 'Dosyayı oraya götürmeyi yeniden dener.' },
};

export const QUESTION_WORDS: Locale['QUESTION_WORDS'] = {
  restart: {
    title: forms('Baştan başlatılsın mı?', '{count} indirme baştan başlatılsın mı?'),
    body: 'Dosya ilk baytından indirilir.',
    givesUp: 'İndirilen kısım ({size}) silinir ve dosya ilk baytından indirilir.',
    oldFile: 'Tamamlanmış dosya',
    keep: 'Tamamlanmış dosyayı tut; yenisine numara eklenir',
    replace: 'Yenisi tamamlanınca onun yerine koy',
    submit: 'Baştan başlat',
    done: forms('{count} indirme baştan başlatıldı'),
    leftAlone: 'Süren indirmelere dokunulmadı. Önce onları duraklatın.',
  },
  newLink: {
    title: 'Aynı dosyaya yeni link',
    field: 'Yeni link',
    placeholder: 'https://…',
    body: 'Sluice sürdürmeden önce boyutu ve içeriği indirilen kısımla karşılaştırır.',
    held: '{size} indirildi ve korunuyor.',
    submit: 'Bu linki kullan',
    notOne: 'http:// veya https:// ile başlayan tek bir link yapıştırın.',
    offer: '“{name}” için yeni link bu mu?',
    accept: 'Yeni link olarak kullan',
    drop: '“{name}” için yeni link olarak kullanmak üzere bırakın',
    taken: 'Sluice yeni linki “{name}” dosyasının indirilen kısmıyla karşılaştırıyor.',
  },
  trust: {
    title: 'Bu sertifikaya güvenilsin mi?',
    body: 'Kendini sunucu gibi gösteren biri, gönderilenleri okuyup değiştirebilir. SHA-256 değerini, sunucunun sahibinden aldığınızla karşılaştırın.',
    host: 'Sunucu',
    subject: 'Verilen',
    issuer: 'İmzalayan',
    valid: 'Geçerlilik',
    validFromTo: '{from} – {to}',
    sha256: 'SHA-256',
    unknown: 'Sertifika henüz bilinmiyor. Yeniden deneyin, sonra karar verin.',
    submit: 'Bu sunucu için güven',
    notShown: forms(
      '{count} indirme daha, burada gösterilmeyen bir sertifikayı soruyor; yeniden sorulacak.',
      '{count} indirme daha, burada gösterilmeyen sertifikaları soruyor; yeniden sorulacak.',
    ),
  },
  program: {
    title: 'Bu program açılsın mı?',
    body: 'Web’den gelen programlar sizin yapabildiğiniz her şeyi yapabilir. Yalnızca geldiği yere güveniyorsanız açın.',
    from: 'Kaynak',
    submit: 'Aç',
  },
  answered: forms('{count} indirme için yanıt verildi'),
  nothingToAnswer: 'Bu soru artık açık değil.',
};
