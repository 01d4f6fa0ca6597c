// @ts-check

/** @param {string} words separated by space */
const setOf = (words) => new Set(words.normalize('NFC').trim().split(/\s+/));

/**
 * Words of folders that hold photos of many people, or some of one person's: no word of a folder is another one, and it says nothing
 * about who is in the photos. In lower case, without apostrophes.
 */
export const PLAIN_WORDS = setOf(`
  photo photos foto fotos fotografie fotografien fotografia fotografias fotografía fotografías picture pictures pic pics image images
  img imgs bild bilder billede billeder immagini imágenes imagenes imagens imatges afbeeldingen kuvat valokuvat zdjęcia zdjecia obrazy
  fotky obrázky obrazky fotók kepek képek fotografii poze resimler fotoğraflar фото фотографии фотографії изображения картинки снимки
  εικόνες φωτογραφίες תמונות صور फ़ोटो รูปภาพ ảnh hình gambar photographs photography photographies clichés
  写真 照片 相片 图片 圖片 相册 相簿 相冊 フォト アルバム 画像 사진 포토 앨범 年の写真 年的照片 年的相片 年的圖片 년의 년 年 月 日 월 일
  video videos movie movies filme clips clip media medien médias medios

  album albums alben álbum álbumes albumes álbuns albuns альбом альбомы collection collections gallery galleries galerie galería gallerie
  library libraries libreria mediathek bibliothek bibliothèque photoslibrary catalog catalogs
  originals original originale originaux masters master raw raws jpg jpeg jpegs png heic tiff webp
  edited edit edits bearbeitet modified retouched retouch processed final finals selected selects selection picks cropped crop crops
  aligned resized rotated enhanced upscaled filtered unedited untouched
  thumbnails thumbnail thumbs thumb miniatures miniaturas previews preview small medium large hires lowres highres hd full fullsize size sizes resolution
  web print prints sidecar sidecars cache caches

  export exports exported exporte exportiert import imports imported importiert upload uploads uploaded uploadfiles instantupload download downloads
  downloaded téléchargements descargas transfer transfers sync synced share shared public incoming inbox outbox sent received private
  backup backups bak sicherung sicherungen sauvegarde sauvegardes respaldo copia copy copies kopie archive archives archiv archived archivo
  takeout untitled unbenannt new neu neue neuer ordner folder folders dossier carpeta cartella map old older newer alt alte more other
  others misc miscellaneous various verschiedenes divers varios extra extras rest stuff temp tmp todo sorted unsorted
  favorites favourites favorite favourite favoriten favoris favoritos best bests hidden trash deleted recently papierkorb corbeille
  papelera prullenbak failed duplicates duplicate recents recent latest moments memories highlights part
  documents document dokumente documentos desktop schreibtisch bureau data files file items content contents storage internal external disk
  drive usb sd card sdcard emulated legacy volume home homes user users root admin administrator

  people persons person persona personas personen personnes gente leute menschen face faces gesichter visages rostros caras portraits portrait
  portraets porträts retratos ritratti headshot headshots mugshots selfie selfies known unknown unnamed unidentified unassigned unlabeled
  unlabelled unrecognized identified labeled labelled nobody noname stranger strangers everyone everybody anyone all alle tous todos tutti
  人物 人 顔 脸 人脸 얼굴 사람 люди лица
  family families familie famille familia famiglia família friends friend freunde amis amigos amici relatives verwandte kids kinder
  enfants children colleagues kollegen collègues coworkers team class klasse group groups gruppe gruppen
  train training validation testing test tests dataset datasets datensatz gallery_images probe probes reference references refs ref samples sample
  example examples matches match clip lfw lfwa deepfunneled funneled vggface vggface2 celeba ijbc facescrub

  birthday birthdays geburtstag geburtstage anniversaire cumpleaños cumpleanos compleanno aniversário wedding weddings hochzeit mariage
  boda matrimonio casamento holiday holidays vacation vacations ferien urlaub vacances vacaciones vacanze férias christmas weihnachten
  noël noel navidad natale easter ostern party parties feier fête fete fiesta festa trip trips reise reisen ausflug voyage viaje viaggio
  event events graduation school schule work office travel weekend celebration ceremony reunion

  camera cameras kamera kameras roll dcim mobile phone handy smartphone iphone ipad ipod android samsung pixel galaxy huawei xiaomi oneplus
  motorola canon nikon sony fujifilm olympus panasonic lumix pentax leica kodak gopro dji eos scans scan scanned scanner
  screenshot screenshots screenshoty bildschirmfotos recordings recording bursts burst panorama panoramas live timelapse slowmo
  whatsapp telegram signal snapchat instagram facebook messenger viber wechat weixin kakaotalk twitter tiktok pinterest bluetooth
  snapseed lightroom photoshop picasa digikam shotwell darktable rawtherapee immich photoprism nextcloud owncloud synology qnap dropbox
  onedrive icloud google amazon flickr smugmug adobe frigate compreface posts stories profile stickers animated gifs
`);

/** Words that may stand between the others. Alone they are no reason to see through a folder. */
export const LINK_WORDS = setOf(`
  of the from my our your and in at on to by for with no a an und von vom aus der die das meine mein mit für im et de du des da do del della
  dal dei la le les el los las y e en mes mis uit van het och från fra med og z ze za roku dari từ năm από το από_το din yılından vuodelta
  за с ไ من
`);

/** Names of months, in full and shortened. Some are given names too (May, June, April), so a month counts only with a number. */
export const MONTHS = setOf(`
  january february march april may june july august september october november december
  jan feb mar apr jun jul aug sep sept oct nov dec
  januar februar märz maerz mai juni juli oktober dezember jän mär okt dez
  janvier février fevrier mars avril juin juillet août aout septembre octobre novembre décembre decembre janv févr avr juil déc
  enero febrero marzo abril mayo junio julio agosto septiembre setiembre octubre noviembre diciembre ene abr ago dic
  gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre gen mag giu lug ago set ott
  janeiro fevereiro março marco maio junho julho setembro outubro novembro dezembro fev out
  januari februari maart mei augustus mrt
`);

/** Words that count as a date together with a number, and as a name alone. */
export const DATE_WORDS = setOf(`
  spring summer autumn fall winter frühling sommer herbst printemps été automne hiver primavera verano otoño invierno estate
  monday tuesday wednesday thursday friday saturday sunday week woche semaine year years jahr jahre année año anno day tag month
`);
