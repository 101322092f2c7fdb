import type { Locale } from '../../words.ts';

export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'Listelenmeyen başka istekler',
  proxied: 'Vekil sunucudan geçildi',
  redirected: 'Sunucu, Sluice’u başka bir adrese yönlendirdi',
  continuedByValidator: 'Sürüyor: sunucuya göre dosya aynı',
  continuedByOverlap: 'Sürüyor: zaten burada olan baytlar yeniden geldi ve aynı',
  ifRangeIgnored: 'Sunucu koşulları dikkate almıyor; Sluice dosyanın imlerini kendisi karşılaştırdı',
  unstableEtag: 'Sunucu, baytlar aynı olsa da dosyayı her seferinde başka imliyor',
  restarted: 'İlk bayttan yeniden başlıyor',
  noRanges: 'Sunucu dosyayı bölümler halinde gönderemiyor',
  fewerConnections: 'Sunucu daha fazla bağlantıyı geri çevirdi; Sluice daha azını kullanıyor',
  slowConnectionReplaced: 'Yavaş bir bağlantı yenilendi',
  backToOriginalLink: 'İlk linke dönüldü',
  newLink: 'Yeni link alındı',
  newLinkAccepted: 'Yeni link aynı dosyaya gidiyor',
  hostAsksToWait: 'Sunucu beklenmesini istiyor',
  offline: 'Bu bilgisayarın internet bağlantısı koptu',
  online: 'İnternet bağlantısı geri geldi',
  certificateTrusted: 'Güvendiğiniz bir sertifika kullanıldı',
  insecureRedirectAllowed: 'İzin verdiğiniz için güvenli olmayan bir adrese gidildi',
  decoded: 'Sunucu dosyayı sıkıştırılmış gönderdi; Sluice açtı',
  damagedBlocks: 'Dosyada bozuk yerler bulundu',
  repairing: 'Bozuk yerler yeniden indiriliyor',
  verified: 'Dosya denetlendi',
  answered: 'Yanıt verdiniz',
  startedAgain: 'İlk bayttan yeniden başlattınız',
  otherMirror: 'Aynı dosyaya giden başka bir link deneniyor',
  recovered: 'Yarım kalmış bir dosyadan devralındı',
};

export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'dosyanın tamamı',
  noAnswer: 'yanıt yok',
  notWanted: 'Sluice kapattı: artık gerekmiyor',
  conditional: 'değişmediyse',
  held: '{size} diskte',
};
