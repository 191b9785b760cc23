/*! Part of iframe-worker 1.0.4, Copyright (c) 2020-2022 Martin Donath, MIT (see iframe-worker.LICENSE):
 * the script that the shim writes into its frame. */
"use strict";
{
  const filename = document.currentScript.dataset.worker;
  document.currentScript.remove(); // the worker takes the frame's first script for its own
  window.postMessage = (message, origin) => parent.postMessage(message, origin || "*");
  window.importScripts = (...addresses) =>
    addresses.reduce(
      (before, address) =>
        before.then(
          () =>
            new Promise((done) => {
              const script = document.createElement("script");
              script.src = address;
              script.onload = done;
              document.body.appendChild(script);
            }),
        ),
      Promise.resolve(),
    );
  window.addEventListener("error", ({ error }) => {
    parent.dispatchEvent(new ErrorEvent("error", { filename, error }));
  });
}
