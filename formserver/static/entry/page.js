/* The entry page while it is open. This file is what the others of the folder share; nothing on the page depends on them.

   They speak by events of the form: entry:typed (something was changed; detail: how soon to keep it, in ms),
   entry:kept (the server has all that is on the page), entry:unkept (detail: why not), entry:answered (the server's
   pieces are in the page), entry:keep (keep now), entry:leave (the page may go: what is typed is not wanted). */
(function () {
  'use strict';
  var form = document.getElementById('entry');
  if (!form) { return; }

  function byId(id) { return document.getElementById(id); }
  function each(list, act) { Array.prototype.forEach.call(list, act); }
  function all(selector, act) { each(document.querySelectorAll(selector), act); }
  function on(name, act) { form.addEventListener('entry:' + name, function (event) { act(event.detail); }); }
  function tell(name, detail) { form.dispatchEvent(new CustomEvent('entry:' + name, { detail: detail })); }
  function words(name) { return window.spoken[name]; }
  // An element with its attributes, and in it words or further elements.
  function made(tag, attributes, inside) {
    var element = document.createElement(tag);
    Object.keys(attributes).forEach(function (name) { element.setAttribute(name, attributes[name]); });
    if (typeof inside === 'string') { element.textContent = inside; } else { each(inside || [], function (one) { element.appendChild(one); }); }
    return element;
  }
  function say(sentence, isBad) {
    var line = byId('entry-state').querySelector('.state-line');
    if (!line) { return; }
    if (line.textContent !== sentence) { line.textContent = sentence; }
    line.className = 'state-line' + (isBad ? ' not-kept' : '');
  }
  // A question may be called as scripts call a property of the form (contains, action, elements …), and then stands in
  // its place: of the form itself nothing is read but attributes, selectors and events.
  function holds(element) { return Node.prototype.contains.call(form, element); }
  function isChoice(input) { return input.type === 'radio' || input.type === 'checkbox'; }

  // The name of the question that a row of the sheet, or an input, belongs to.
  function nameOf(place) { return place.name || place.id.slice(2).replace(/-/g, '.'); }
  // What has come with the page or with a piece of it is told to every file of the folder; `fit` runs at once, too.
  function fit(act) {
    act();
    on('answered', act);
  }

  // What is typed is saved by htmx: one save at a time, whose answer takes the place of the sentence below.
  [['post', form.getAttribute('action')], ['trigger', 'keep-entry'], ['target', '#entry-state'], ['swap', 'innerHTML'], ['sync', 'this:queue all']]
    .forEach(function (pair) { form.setAttribute('hx-' + pair[0], pair[1]); });

  window.entryPage = {
    form: form, byId: byId, each: each, all: all, on: on, tell: tell, words: words, say: say,
    isChoice: isChoice, holds: holds, made: made, nameOf: nameOf, fit: fit,
    id: form.querySelector('[name="_act"]').value.replace(/-/g, '').slice(0, 26),
    draft: form.getAttribute('action').split('/').pop()
  };
}());
