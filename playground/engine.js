// A worker with Python in it, which can be ended at any moment: another one takes its place.

export class Stopped extends Error {}

export class Engine {
  #worker = null;
  #waiting = new Map();
  #number = 0;

  // `options` are those of the worker's `start`. `ready` is a promise of what it says of itself.
  constructor(options) {
    this.options = options;
    this.#begin();
  }

  #begin() {
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.#worker = worker;
    worker.onmessage = ({ data }) => {
      const { resolve, reject } = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      data.error === undefined ? resolve(data.value) : reject(new Error(data.error));
    };
    worker.onerror = (event) => this.#fail(new Error(event.message || "a worker could not be loaded"));
    this.ready = this.#send("start", this.options);
    this.ready.catch(() => {}); // whoever asks hears of it
  }

  #send(call, args) {
    const id = ++this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, call, args });
    });
  }

  #fail(error) {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    waiting.forEach(({ reject }) => reject(error));
  }

  // What a call of the worker gives; rejected with Stopped if the worker is ended meanwhile.
  async ask(call, args) {
    await this.ready;
    return this.#send(call, args);
  }

  end() {
    this.#worker.terminate();
    this.#fail(new Stopped("stopped"));
  }

  // After `end`.
  restart() {
    this.#begin();
  }
}
