/* The theme puts each copy button into a landmark without a name: give every one a name of its own. */
"use strict";
(() => {
  const word = document.documentElement.lang.startsWith("zh") ? "代码" : "Code";
  const name = () =>
    document.querySelectorAll("nav.md-code__nav").forEach((nav, index) => {
      nav.setAttribute("aria-label", `${word} ${index + 1}`);
    });
  new MutationObserver(name).observe(document.querySelector("article") || document.body, {
    childList: true,
    subtree: true,
  });
  name();
})();
