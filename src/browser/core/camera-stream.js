// @ts-check

/** What to do when there is no picture, by the error's name. */
const SENTENCES = /** @type {Record<string, string>} */ ({
  NotAllowedError:
    'The camera is blocked for this site. Allow it in the browser’s address bar or settings and try again, or choose a photo.',
  NotFoundError: 'No camera was found. Connect one and try again, or choose a photo.',
  NotReadableError: 'The camera is used by another app. Close that app and try again, or choose a photo.',
  AbortError: 'The camera couldn’t be started. Please try again, or choose a photo.',
});
const INSECURE =
  'Browsers allow the camera only at an address with https, or on this very computer. Choose a photo instead.';

/** A camera's picture in a video element. */
export class CameraStream {
  /** @type {MediaStream | undefined} */
  #stream;
  /** @type {string[]} */
  #cameras = [];
  #isStopped = false;

  /** @param {HTMLVideoElement} video */
  constructor(video) {
    this.video = video;
  }

  get hasOthers() {
    return this.#cameras.length > 1;
  }

  /**
   * Starts the camera. The browser may ask people first.
   * @param {string} [deviceId] which one
   * @throws {Error} with a sentence for people
   */
  async start(deviceId) {
    // Browsers have no such object on pages that anybody on the way could have changed.
    if (!navigator.mediaDevices?.getUserMedia) throw new Error(INSECURE);
    try {
      const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
      const video = deviceId ? { ...size, deviceId: { exact: deviceId } } : { ...size, facingMode: 'user' };
      this.#end();
      this.#stream = await navigator.mediaDevices.getUserMedia({ video, audio: false });
      if (this.#isStopped) return this.#end();
      const all = await navigator.mediaDevices.enumerateDevices();
      this.#cameras = all.filter(({ kind }) => kind === 'videoinput').map((each) => each.deviceId);
      this.video.srcObject = this.#stream;
      await this.video.play();
    } catch (error) {
      this.#end();
      const { name = '' } = error instanceof Error ? error : {};
      throw new Error(SENTENCES[name] ?? SENTENCES['AbortError'], { cause: error });
    }
  }

  /** Goes on to the next camera. */
  async turn() {
    const now = this.#stream?.getVideoTracks()[0]?.getSettings().deviceId ?? '';
    const next = this.#cameras[(this.#cameras.indexOf(now) + 1) % this.#cameras.length];
    await this.start(next);
  }

  /** Draws the picture as it is now. @param {HTMLCanvasElement} canvas */
  draw(canvas) {
    Object.assign(canvas, { width: this.video.videoWidth, height: this.video.videoHeight });
    canvas.getContext('2d')?.drawImage(this.video, 0, 0);
  }

  /** Ends the picture and puts out the camera's light. */
  stop() {
    this.#isStopped = true;
    this.#end();
  }

  #end() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
    this.video.srcObject = null;
  }
}
