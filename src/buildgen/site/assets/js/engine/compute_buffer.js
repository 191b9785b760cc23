/* Twin of buildgen/calc/compute_buffer.py: the intermediate results of one pass over a micro-batch.
   Bytes. */
(function (buildgen) {
  "use strict";

  const { floorDivide } = buildgen.tensors;

  function computeTerms(architecture, shape, copies, cards, holdsOutput) {
    const batch = shape.micro_batch;
    const hidden = architecture.hidden * batch * 4;
    const mask = shape.context * shape.mask_rows * 4;
    const scores = shape.flash_attention ? 0 : shape.context * batch * architecture.heads * 4;
    const terms = {
      hidden,
      mask,
      half_mask: shape.flash_attention ? floorDivide(mask, 2) : 0,
      attention: scores + 4 * hidden,
      feed_forward: 2 * architecture.feed_forward * batch * 4 + 2 * hidden,
      logits: holdsOutput ? architecture.vocabulary * batch * 4 + hidden : 0,
      copies,
      cards,
    };
    const layer = Math.max(terms.attention, terms.feed_forward);
    terms.total =
      cards === 1
        ? Math.max(layer + mask + terms.half_mask, terms.logits)
        : Math.max(layer, terms.logits) + copies * (mask + hidden) + terms.half_mask;
    return terms;
  }

  function computeBuffer(architecture, shape, copies, cards, holdsOutput) {
    return computeTerms(architecture, shape, copies, cards, holdsOutput).total;
  }

  buildgen.compute_buffer = Object.freeze({ computeBuffer, computeTerms });
})((globalThis.buildgen = globalThis.buildgen || {}));
