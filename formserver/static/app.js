/* The only script of the frame: says that scripts run, makes htmx keep to the house rules, and leaves nobody's copies of
   unsaved pages (static/entry/copy.js) to the next person at the same computer. */
(function () {
  'use strict';
  var root = document.documentElement;
  root.classList.add('js');

  function token() {
    var meta = document.querySelector('meta[name="csrf-token"]');
    return meta ? meta.getAttribute('content') : '';
  }

  function notices() {
    return document.getElementById('notices');
  }

  document.addEventListener('htmx:configRequest', function (event) {
    if (event.detail.verb !== 'get') {
      event.detail.headers['X-CSRFToken'] = token();
    }
  });

  // An error may only be drawn where the server says so; the page, with what was typed, stays.
  document.addEventListener('htmx:beforeSwap', function (event) {
    var detail = event.detail;
    if (detail.xhr.status >= 400 && detail.xhr.status !== 422) {
      detail.shouldSwap = Boolean(detail.xhr.getResponseHeader('HX-Retarget'));
      if (!detail.shouldSwap) { notConnected(); }
    }
  });

  function notConnected() {
    var place = notices();
    var template = document.getElementById('not-connected');
    if (place && template) {
      place.textContent = '';
      place.appendChild(template.content.cloneNode(true));
      place.scrollIntoView({ block: 'nearest' });
    }
  }
  document.addEventListener('htmx:sendError', notConnected);
  document.addEventListener('htmx:timeout', notConnected);

  // Copies are named "formserver-copy:<owner>:…". A page of nobody (an ended session) leaves them for who comes back.
  function forgetCopies(owner) {
    try {
      Object.keys(localStorage).forEach(function (name) {
        var parts = name.split(':');
        if (parts[0] === 'formserver-copy' && parts[1] !== owner) { localStorage.removeItem(name); }
      });
    } catch (refused) { /* a browser without storage has no copies */ }
  }
  var owner = document.querySelector('meta[name="copy-owner"]');
  if (owner) { forgetCopies(owner.getAttribute('content')); }
  document.addEventListener('submit', function (event) {
    if (event.target.hasAttribute('data-ends-session')) {
      forgetCopies('');
      document.dispatchEvent(new CustomEvent('session-ends'));
      if (window.BroadcastChannel) { new BroadcastChannel('formserver').postMessage('session-ends'); }
    }
  });
}());
