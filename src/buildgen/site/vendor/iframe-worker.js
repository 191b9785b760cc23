/*! iframe-worker 1.0.4, Copyright (c) 2020-2022 Martin Donath, MIT (see iframe-worker.LICENSE).
 * Changed for buildgen: the frame's script is a file of its own, so that a content policy without inline
 * scripts holds in the frame, too; nothing else differs in what it does. */
"use strict";
(() => {
  const frameScript = new URL("iframe-worker-frame.js", document.currentScript.src).href;
  const quoted = (text) => text.replace(/&/g, "&amp;").replace(/"/g, "&quot;");

  class IFrameWorker extends EventTarget {
    constructor(url) {
      super();
      this.url = url;
      this.onMessage = (event) => {
        if (event.source !== this.w) return;
        this.dispatchEvent(new MessageEvent("message", { data: event.data }));
        if (this.onmessage) this.onmessage(event);
      };
      this.onFailure = (message, filename, lineno, colno, error) => {
        if (filename !== `${this.url}`) return;
        const event = new ErrorEvent("error", { message, filename, lineno, colno, error });
        this.dispatchEvent(event);
        if (this.onerror) this.onerror(event);
      };
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.appendChild((this.iframe = frame));
      const address = `${url}?${+Date.now()}`;
      this.w.document.open();
      this.w.document.write(
        `<html><body><script src="${quoted(frameScript)}" data-worker="${quoted(`${url}`)}"><\/script>` +
          `<script src="${quoted(address)}"><\/script></body></html>`,
      );
      this.w.document.close();
      window.onmessage = this.onMessage;
      window.onerror = this.onFailure;
      this.r = new Promise((resolve, reject) => {
        this.w.onload = resolve;
        this.w.onerror = reject;
      });
    }

    terminate() {
      this.iframe.remove();
      window.onmessage = window.onerror = null;
    }

    postMessage(data) {
      this.r.catch().then(() => {
        this.w.dispatchEvent(new MessageEvent("message", structuredClone({ data })));
      });
    }

    get w() {
      return this.iframe.contentWindow;
    }
  }

  window.IFrameWorker = IFrameWorker;
  if (location.protocol === "file:") window.Worker = IFrameWorker;
})();
