/* The copy in the browser: what the server does not have yet, sealed with a key that only the signed-in page is given.
   A copy is the save that did not arrive; it is brought back by posting it, and the server says what becomes of it. */
(function () {
  'use strict';
  var page = window.entryPage;
  var owner = document.querySelector('meta[name="copy-owner"]');
  // Without a secure address browsers do not seal anything: the page then works, and warns before it is closed.
  if (!page || !owner || !window.crypto || !window.crypto.subtle || !window.TextEncoder) { return; }
  var form = page.form;
  var PREFIX = 'formserver-copy:' + owner.getAttribute('content') + ':' + page.draft + ':';
  var OWN = PREFIX + page.id;
  var SOON = 150;   // ms after the last change; the whole of it stays below 300
  var MOST_TRIES = 2;
  // Until it is saved, what a page shows beside newer content is still of the state that was overtaken.
  var overtaken = form.getAttribute('data-dirty');
  var timer = 0, key = null, changes = 0, copied = 0, endings = 0, going = false;

  page.isCopied = function () { return copied > 0 && copied === changes; };

  // ---- storage, which a browser may refuse ----
  function read(name) {
    try { return JSON.parse(localStorage.getItem(name)); } catch (refused) { return null; }
  }
  function write(name, value) {
    try { localStorage.setItem(name, JSON.stringify(value)); return true; } catch (refused) { return false; }
  }
  function drop(name) {
    try { localStorage.removeItem(name); } catch (refused) { /* then there is none */ }
  }
  function names() {
    try {
      return Object.keys(localStorage).filter(function (name) { return name.indexOf(PREFIX) === 0; });
    } catch (refused) { return []; }
  }

  // ---- sealing ----
  function bytesOf(text) { return Uint8Array.from(atob(text), function (sign) { return sign.charCodeAt(0); }); }
  function textOf(buffer) { return btoa(Array.prototype.map.call(new Uint8Array(buffer), function (byte) { return String.fromCharCode(byte); }).join('')); }
  function way(iv) { return { name: 'AES-GCM', iv: iv, additionalData: new TextEncoder().encode(page.draft) }; }
  function theKey() {
    if (!key) {
      key = fetch('/account/copy-key', { credentials: 'same-origin', cache: 'no-store', redirect: 'error' })
        .then(function (answer) { if (!answer.ok) { throw new Error('no key'); } return answer.json(); })
        .then(function (given) {
          if (given.owner !== owner.getAttribute('content')) { throw new Error('another reader'); }
          return crypto.subtle.importKey('raw', bytesOf(given.key), 'AES-GCM', false, ['encrypt', 'decrypt']);
        });
      key.catch(function () { key = null; });   // the next change asks again
    }
    return key;
  }
  function sealed(pairs) {
    var iv = crypto.getRandomValues(new Uint8Array(12));
    return theKey().then(function (by) {
      return crypto.subtle.encrypt(way(iv), by, new TextEncoder().encode(JSON.stringify(pairs)));
    }).then(function (buffer) { return { iv: textOf(iv), text: textOf(buffer) }; });
  }
  function opened(copy) {
    return theKey().then(function (by) {
      return crypto.subtle.decrypt(way(bytesOf(copy.iv)), by, bytesOf(copy.text));
    }).then(function (buffer) { return JSON.parse(new TextDecoder().decode(buffer)); });
  }

  // ---- writing ----
  function pairsNow(turn) {
    var pairs = [];
    new FormData(form).forEach(function (text, name) {
      if (typeof text === 'string' && ['_csrf', '_action', '_turn', '_changed'].indexOf(name) < 0) { pairs.push([name, name === '_revision' && overtaken ? overtaken : text]); }
    });
    pairs.push(['_turn', turn]);
    return pairs;
  }
  function copy() {
    var turn = page.turn(), change = changes, ended = endings;
    return sealed(pairsNow(turn)).then(function (copyOf) {
      if (page.isKeptTurn(turn) || change < copied || ended !== endings || page.isLeaving()) { return; }
      var asShown = overtaken !== null && change === 1;   // just what this page began with
      if (write(OWN, { turn: turn, at: Date.now(), tries: 0, asShown: asShown, iv: copyOf.iv, text: copyOf.text })) {
        copied = change;
        page.tell('copied');
      }
    }).catch(function () { /* no key, no copy: the page warns before it is closed */ });
  }
  page.on('typed', function () {
    going = false;
    changes += 1;
    clearTimeout(timer);
    timer = setTimeout(copy, SOON);
  });
  // The next page may have been drawn before the save that is still on its way: then it needs the copy.
  window.addEventListener('beforeunload', function () { going = true; });
  // Those that were posted: what became of them is on the page now.
  function dropPosted() { names().forEach(function (name) { if (read(name).tries) { drop(name); } }); }
  // A page that is loaded again posts again what it was made of: the copy of the page before it in this tab says the same.
  function dropFormer() {
    try {
      var tab = 'formserver-shown:' + page.draft, former = sessionStorage.getItem(tab), copyOf = former && read(former);
      if (copyOf && copyOf.asShown && former !== OWN) { drop(former); }
      sessionStorage.setItem(tab, OWN);
    } catch (refused) { /* then both are shown once more */ }
  }
  page.on('kept', function () {
    clearTimeout(timer);
    overtaken = null;
    if (!going) { drop(OWN); }
    if (form.hasAttribute('data-dirty')) { dropPosted(); }
  });
  page.on('leave', function (action) {
    var own = read(OWN);
    if (action === 'discard') { names().forEach(drop); } else if (own) { own.tries += 1; write(OWN, own); }
  });
  function forget() {
    clearTimeout(timer);
    key = null;
    copied = 0;
    endings += 1;
    names().forEach(drop);
  }
  document.addEventListener('session-ends', forget);
  if (window.BroadcastChannel) { new BroadcastChannel('formserver').onmessage = forget; }
  document.addEventListener('click', function (event) {
    if (event.target.closest('[data-drops-page]')) {
      dropPosted();
      drop(OWN);
      page.tell('leave', '');
    }
  });

  // ---- bringing back ----
  function isKept(copyOf) {
    var here = (form.getAttribute('data-turn') || '').split('.'), there = copyOf.turn.split('.');
    return here[0] === there[0] && Number(there[1]) <= Number(here[1]);
  }
  function post(name, copyOf, pairs) {
    copyOf.tries += 1;
    write(name, copyOf);
    var bringing = document.createElement('form');
    bringing.method = 'post';
    bringing.action = form.getAttribute('action');
    bringing.setAttribute('hidden', '');
    pairs.concat([['_csrf', form.querySelector('[name="_csrf"]').value], ['_action', 'restore']]).forEach(function (pair) {
      var input = document.createElement('textarea');   // keeps the line ends
      input.name = pair[0];
      input.value = pair[1];
      bringing.appendChild(input);
    });
    document.body.appendChild(bringing);
    page.tell('leave', '');
    HTMLFormElement.prototype.submit.call(bringing);
  }
  function bringBack() {
    var waiting = names().filter(function (name) {
      var copyOf = read(name);
      if (copyOf && !isKept(copyOf)) { return name !== OWN && copyOf.tries < MOST_TRIES; }
      drop(name);
      return false;
    });
    waiting.sort(function (one, other) { return read(other).at - read(one).at; });
    if (waiting.length) { open(waiting[0], read(waiting[0]), page.byId('entry-state').textContent.trim()); }
  }
  function open(name, copyOf, before) {
    // Nothing may be typed into a page that is about to be replaced.
    form.setAttribute('inert', '');
    page.say(page.words('restoring'));
    opened(copyOf).then(function (pairs) { post(name, copyOf, pairs); }, function () {
      if (key) { drop(name); }   // a copy that another key sealed is nobody's any more
      form.removeAttribute('inert');
      page.say(before);
    });
  }
  window.addEventListener('pageshow', function (event) { if (event.persisted && form.hasAttribute('inert')) { location.reload(); } });
  theKey();   // now, while there is a connection
  if (form.hasAttribute('data-dirty')) {
    // This page shows what was brought back beside what is kept: from here on it is this page's own.
    changes = 1;
    copy().then(function () { if (copied) { dropPosted(); dropFormer(); } });
  } else {
    bringBack();
  }
}());
