/* The small calculator of other pages: opened, it loads the calculator's engine, its data and the form for one
   role of one build. Until then a page carries only this file and a link, which stays. */
(function () {
  "use strict";

  function open({ target }) {
    for (const name of ["calculator", "calculator-data", "calculator-small"]) {
      const script = document.createElement("script");
      script.src = `${target.dataset.top}assets/js/${name}.js`;
      script.async = false;
      document.head.append(script);
    }
  }

  for (const node of document.querySelectorAll("[data-bg-whatif]")) {
    node.addEventListener("toggle", open, { once: true });
  }
})();
