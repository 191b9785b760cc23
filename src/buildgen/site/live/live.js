/* Only while `buildgen serve` runs: reload when the site was built again, show why when it could not be. */
"use strict";
(() => {
  const built = document.currentScript.dataset.built;
  const box = document.createElement("div");
  const text = document.createElement("pre");
  const close = document.createElement("button");
  box.setAttribute("role", "alert");
  Object.assign(box.style, {
    position: "fixed", inset: "auto 0 0 0", maxHeight: "60vh", overflow: "auto", zIndex: "1000",
    padding: "12px 16px", background: "#2a0f0f", color: "#fff", borderTop: "4px solid #d55e00",
  });
  Object.assign(text.style, { margin: "0", whiteSpace: "pre-wrap", font: "13px/1.5 monospace", color: "#fff" });
  Object.assign(close.style, { float: "right", padding: "4px 12px", color: "#fff", border: "1px solid #fff" });
  close.textContent = "Close";
  close.type = "button";
  close.addEventListener("click", () => box.remove());
  box.append(close, text);

  new EventSource("/__buildgen/events").addEventListener("state", (event) => {
    const state = JSON.parse(event.data);
    if (state.error) {
      text.textContent = state.error;
      document.body.append(box);
    } else if (state.built !== built) {
      location.reload();
    } else {
      box.remove();
    }
  });
})();
