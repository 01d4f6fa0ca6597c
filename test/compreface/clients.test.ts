import { once } from 'node:events';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import { apiClient } from '../support/api';
import { startApp, type TestApp } from '../support/app';
import { signIn } from '../support/browser';
import { ADA_IN_SAMPLE_1, ADA_IN_SAMPLE_3, CLEO, cropFace, facelessPhoto, samplePhoto } from '../support/photos';

// What cameras' programs send, byte for byte: as their sources and the libraries that they use write it.

/** Sends bytes as they are, and reads the answer. */
async function send(url: string, head: readonly string[], body: readonly Uint8Array[] = []) {
  const { port } = new URL(url);
  const socket = connect(Number(port), 'localhost');
  await once(socket, 'connect');
  socket.write(`${head.join('\r\n')}\r\n\r\n`);
  for (const each of body) socket.write(each);
  const answer = (await buffer(socket)).toString();
  const at = answer.indexOf('\r\n\r\n');
  return { status: Number(answer.slice(9, 12)), json: JSON.parse(answer.slice(at + 4)) };
}

const chunked = (bytes: Uint8Array) => [
  Buffer.from(`${bytes.length.toString(16)}\r\n`),
  bytes,
  Buffer.from('\r\n0\r\n\r\n'),
];

/** Double Take's three calls: axios 0.26 with form-data 4 (github.com/skrashevich/double-take, api/src/util/detectors/compreface.js). */
class DoubleTake {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  private head(method: string, path: string, ...more: string[]): string[] {
    return [
      `${method} ${path} HTTP/1.1`,
      'Accept: application/json, text/plain, */*',
      ...more,
      `x-api-key: ${this.key}`,
      'User-Agent: axios/0.26.1',
      `Host: localhost:${new URL(this.url).port}`,
      'Connection: close',
    ];
  }

  private post(path: string, photo: Uint8Array) {
    const boundary = '--------------------------835113041129473930452210';
    const head = this.head('POST', path, `content-type: multipart/form-data; boundary=${boundary}`);
    const body = Buffer.concat([
      Buffer.from(
        `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="1700000000-abc.jpg"\r\nContent-Type: image/jpeg\r\n\r\n`,
      ),
      photo,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]);
    return send(this.url, [...head, 'Transfer-Encoding: chunked'], chunked(body));
  }

  recognize = (photo: Uint8Array) =>
    this.post('/api/v1/recognition/recognize?face_plugins=undefined&det_prob_threshold=0.8', photo);
  train = (name: string, photo: Uint8Array) => this.post(`/api/v1/recognition/faces?subject=${name}`, photo);
  remove = (name: string) => send(this.url, this.head('DELETE', `/api/v1/recognition/faces?subject=${name}`));
}

/** Viseron's three calls: the Python SDK with requests and its toolbelt (github.com/roflcoopter/viseron, components/compreface). */
class Viseron {
  constructor(
    private readonly url: string,
    private readonly key: string,
  ) {}

  private head(method: string, path: string, ...more: string[]): string[] {
    return [
      `${method} ${path} HTTP/1.1`,
      `Host: localhost:${new URL(this.url).port}`,
      'User-Agent: python-requests/2.31.0',
      'Accept-Encoding: gzip, deflate',
      'Accept: */*',
      'Connection: close', // it would keep the connection, and this test would wait for its end
      ...more,
    ];
  }

  private post(path: string, photo: Uint8Array) {
    const boundary = '0f2b1c5e7d8a4b3c9e6f1a2b3c4d5e6f';
    const body = [
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="image.jpg"\r\n\r\n`),
      photo,
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ];
    const length = body.reduce((sum, each) => sum + each.length, 0);
    const type = `Content-Type: multipart/form-data; boundary=${boundary}`;
    return send(this.url, this.head('POST', path, type, `x-api-key: ${this.key}`, `Content-Length: ${length}`), body);
  }

  recognize = (photo: Uint8Array) =>
    this.post('/api/v1/recognition/recognize?&limit=0&det_prob_threshold=0.8&prediction_count=1&status=False', photo);
  add = (subject: string, photo: Uint8Array) =>
    this.post(`/api/v1/recognition/faces?subject=${subject}&det_prob_threshold=0.8`, photo);
  deleteAll = (subject: string) =>
    send(
      this.url,
      this.head(
        'DELETE',
        `/api/v1/recognition/faces?subject=${subject}`,
        `x-api-key: ${this.key}`,
        'Content-Length: 0',
      ),
    );
}

describe('programs of cameras', () => {
  let app: TestApp;
  let key: string;
  before(async () => {
    app = await startApp();
    await signIn(app.url, 'Ada');
    key = (await apiClient(app, 'Ada', ['people:write', 'photos:write', 'recognitions:write'])).key ?? '';
  });
  after(() => app.close());

  it('Double Take trains, recognizes and removes', async () => {
    const doubleTake = new DoubleTake(app.url, key);
    const trained = await doubleTake.train('Ada', await cropFace(ADA_IN_SAMPLE_1));
    expect([trained.status, trained.json.subject]).to.deep.equal([201, 'Ada']);
    const { status, json } = await doubleTake.recognize(samplePhoto(3));
    expect(status).to.equal(200);
    const [, left, top, width, height] = ADA_IN_SAMPLE_3;
    const matches = json.result.filter(
      ({ subjects: [first] }: { subjects: Array<{ similarity: number }> }) =>
        Number.parseFloat(((first?.similarity ?? 0) * 100).toFixed(2)) >= 60,
    );
    expect(matches).to.have.length(1);
    const [{ box, subjects }] = matches;
    expect(subjects[0].subject.toLowerCase()).to.equal('ada');
    // In pixels of its own file, where it draws the box; the kept picture is smaller.
    expect(box.x_min).to.be.within(left - width / 2, left + width / 2);
    expect(box.y_min).to.be.within(top - height / 2, top + height / 2);
    expect((box.x_max - box.x_min) * (box.y_max - box.y_min)).to.be.above(10_000);
    expect((await doubleTake.recognize(await facelessPhoto())).json.code, 'nobody').to.equal(28);
    expect(await doubleTake.remove('ada')).to.deep.equal({ status: 200, json: { deleted: 1 } });
    expect(await doubleTake.remove('nobody')).to.deep.equal({ status: 200, json: { deleted: 0 } });
  });

  it('Viseron deletes and adds at each start, and takes the first subject of each face', async () => {
    const viseron = new Viseron(app.url, key);
    const photo = await cropFace(ADA_IN_SAMPLE_1);
    expect((await viseron.deleteAll('ada')).json).to.deep.equal({ deleted: 0 });
    expect((await viseron.add('ada', photo)).json)
      .to.include({ subject: 'Ada' })
      .and.not.have.property('message');
    expect((await viseron.deleteAll('ada')).json).to.deep.equal({ deleted: 1 });
    expect((await viseron.add('ada', photo)).json).to.include({ subject: 'Ada' });
    const { result } = (await viseron.recognize(await cropFace(CLEO))).json;
    expect(result[0].subjects).to.have.length(1);
    expect(result[0].subjects[0].similarity, 'a stranger').to.be.below(0.4);
    expect((await viseron.recognize(await facelessPhoto())).json).to.not.have.property('result');
  });
});
