// Forked by bench/tutorial.ts: `recognizer.js <face-api.js 0.22.2> <weights> <group> <known…>`. It recognizes as the tutorial does, that this app
// grew out of: its own face-api.js on its own arithmetic in JavaScript, and every known photo described again for each recognition.
const path = require('node:path');
const { Canvas, Image, ImageData, createCanvas, loadImage } = require('canvas');

const [, , installed, weights, group, ...known] = process.argv;
const faceapi = require(installed);
faceapi.env.monkeyPatch({
  Canvas,
  Image,
  ImageData,
  createCanvasElement: () => createCanvas(1, 1),
  createImageElement: () => new Image(),
});

const describe = async (photo) =>
  faceapi
    .detectAllFaces(await loadImage(photo))
    .withFaceLandmarks()
    .withFaceDescriptors();

async function recognize() {
  const people = [];
  for (const photo of known) {
    const [face] = await describe(photo);
    if (!face) throw new Error(`The tutorial found no face in ${photo}.`);
    people.push(new faceapi.LabeledFaceDescriptors(path.basename(photo), [face.descriptor]));
  }
  const matcher = new faceapi.FaceMatcher(people, 0.6);
  return (await describe(group)).map(({ descriptor }) => matcher.findBestMatch(descriptor).label);
}

async function main() {
  const { ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet } = faceapi.nets;
  for (const network of [ssdMobilenetv1, faceLandmark68Net, faceRecognitionNet]) await network.loadFromDisk(weights);
  const before = process.cpuUsage();
  const labels = await recognize();
  const { user, system } = process.cpuUsage(before);
  process.send({ labels, ms: (user + system) / 1000 });
  process.disconnect();
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
