/* Trying a form: after each answer the page is asked for anew with what was typed, and worked into this one. Without these
   scripts the two buttons below do the same. */
(function () {
  'use strict';
  var form = document.getElementById('trial'), asked = 0;
  if (!form || !window.Idiomorph) { return; }
  function isOurs(element) { return Boolean(element.closest && element.closest('#trial')); }

  function draw(action) {
    var mine = asked += 1, typed = new FormData(form);
    typed.set('_action', action);
    fetch(form.getAttribute('action'), { method: 'POST', body: new URLSearchParams(typed), credentials: 'same-origin' }).then(function (answer) {
      if (!answer.ok) { throw new Error(String(answer.status)); }
      return answer.text();
    }).then(function (text) {
      if (mine !== asked) { return; }   // something was typed meanwhile, and asked for
      window.Idiomorph.morph(form, new DOMParser().parseFromString(text, 'text/html').getElementById('trial'),
        { morphStyle: 'outerHTML', ignoreActiveValue: true, restoreFocus: true });
      if (action === 'check') { document.getElementById('verdict').focus(); }
    }).catch(function () {   // as without scripts, where the answer tells what is the matter
      HTMLFormElement.prototype.submit.call(form);
    });
  }
  document.addEventListener('change', function (event) { if (isOurs(event.target)) { draw('look'); } });
  document.addEventListener('submit', function (event) {
    if (!isOurs(event.target)) { return; }
    event.preventDefault();
    draw(event.submitter ? event.submitter.value : 'look');
  });
}());
