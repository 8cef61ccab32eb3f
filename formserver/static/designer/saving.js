/* Saving at once: what was changed in a form with data-saves is a step the moment it is left, "each" input by itself or
   the "whole" form. A refused value stays in its input, with the reason beside it. */
(function () {
  'use strict';
  var page = window.designerPage;
  if (!page) { return; }
  var root = page.root;

  function controls(form) {
    return Array.prototype.filter.call(form.querySelectorAll('input:not([type="hidden"]), textarea, select'), function (input) {
      return input.hasAttribute('name');
    });
  }
  function save(form, input) {
    var isWhole = form.getAttribute('data-saves') === 'whole', name = input.getAttribute('name'), own = {};
    controls(form).forEach(function (one) { own[one.getAttribute('name')] = true; });
    var inputs = controls(form).filter(function (one) { return isWhole || one === input; });
    var pairs = page.pairs(form).filter(function (pair) { return isWhole || pair[0] === name || !own[pair[0]]; });
    inputs.forEach(forget);
    page.go({ pairs: pairs, form: form, inputs: [input].concat(inputs.filter(function (one) { return one !== input; })) });
  }
  function formOf(input) {
    var form = input.closest('form');
    return form && root.contains(form) && form.hasAttribute('data-saves') && input.hasAttribute('name') ? form : null;
  }
  document.addEventListener('change', function (event) {
    var form = formOf(event.target);
    if (form && !event.target.hasAttribute('data-waits')) { save(form, event.target); }
  });
  // The Enter key and 保存 say no more than the inputs did, but for what waits for them.
  document.addEventListener('submit', function (event) {
    var form = event.target, pressed = event.submitter;
    if (!form.hasAttribute('data-saves') || !root.contains(form) || (pressed && pressed.value)) { return; }
    event.preventDefault();
    controls(form).forEach(function (input) {
      if (page.isUnsaved(input) && !page.isGoingOut(input)) { save(form, input); }
    });
  }, true);

  // ---- what the page says of it ----
  page.on('sent', function () { page.say(window.spoken.saving); });
  page.on('taken', function () { mark(); });
  page.on('failed', function () {
    page.say(window.spoken['step-unsaved']);
    mark();
  });
  page.on('refused', function (job) {
    var input = job.inputs && !job.isMoved && job.inputs[0];
    if (input && input.isConnected) { explain(input, job.refusal); }
    page.say(window.spoken['step-refused']);
    mark();
  });
  function explain(input, reason) {
    var note = document.createElement('p');
    note.className = 'problem';
    note.id = input.id + '-refused';
    note.setAttribute('data-told-of', input.id);
    note.setAttribute('role', 'alert');
    note.textContent = reason;
    input.setAttribute('aria-invalid', 'true');
    input.setAttribute('aria-describedby', described(input, note.id).concat([note.id]).join(' '));
    (input.closest('.option, label') || input).after(note);
  }
  function described(input, but) {
    return (input.getAttribute('aria-describedby') || '').split(' ').filter(function (id) { return id && id !== but; });
  }
  function forget(input) {
    var note = document.getElementById(input.id + '-refused');
    if (input.id && note) { note.remove(); }
    input.removeAttribute('aria-invalid');
    if (note) { input.setAttribute('aria-describedby', described(input, note.id).join(' ')); }
  }
  // Where something is not saved, 保存 is there to be pressed.
  function mark() {
    page.each(root.querySelectorAll('[data-saves]'), function (form) {
      form.classList.toggle('designer-unsaved', controls(form).some(function (input) {
        return page.isUnsaved(input) && !input.hasAttribute('data-waits') && !page.isGoingOut(input);
      }));
    });
  }

  window.addEventListener('beforeunload', function (event) {
    var isTyped = Array.prototype.some.call(root.querySelectorAll('[data-saves]'), function (form) {
      return controls(form).some(page.isUnsaved);
    });
    if (isTyped || !page.isIdle()) { event.preventDefault(); }
  });
}());
